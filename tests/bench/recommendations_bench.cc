// What lists and searches over a region's recommendations cost: 10,000 of them in 500 reviews, a
// page of 50 at a time.
//
// usage: recommendations_bench [--benchmark_filter=REGEX] ...

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <span>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/storage/sealer.h"
#include "services/recommendations/findings/finding_service.h"
#include "services/recommendations/migrate.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::recommendations {
namespace {

constexpr int kReviews = 500;
constexpr int kInReview = 20;
constexpr char kRegion[] = "regions/em";
constexpr char kHost[] = "regions/em/authorities/E10000019";

// Words that texts are made of, so that each search finds some of them.
constexpr const char* kWords[] = {"track",    "share",   "listen",  "schools", "carers",
                                  "children", "quarter", "partner", "board",   "attendance",
                                  "health",   "plans",   "review",  "early",   "support"};
constexpr size_t kWordCount = sizeof(kWords) / sizeof(kWords[0]);

void Check(const absl::Status& status) {
  if (!status.ok()) {
    absl::FPrintF(stderr, "%s\n", status.ToString());
    std::abort();
  }
}

std::string ReviewName(int number) { return absl::StrFormat("%s/reviews/r%03d", kRegion, number); }

std::string Text(environment::RandomSource& random) {
  std::string text;
  for (int i = 0; i < 30; ++i) {
    unsigned char byte = 0;
    random.Fill(std::span(&byte, 1));
    absl::StrAppend(&text, i == 0 ? "" : " ", kWords[byte % kWordCount]);
  }
  return text;
}

// The service over a store that holds them.
class World {
 public:
  World() {
    Check(MigrateRecommendations(*database_, clock_));
    relations::ListedRelations listed;
    listed.regions.emplace_back().set_name(kRegion);
    for (int i = 0; i < kReviews; ++i) {
      auto& review = listed.reviews.emplace_back().review;
      review.set_name(ReviewName(i));
      review.set_host(kHost);
    }
    Check(database_->Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
      absl::Status status = relations_.Replace(tx, listed);
      return status.ok() ? relations_.Advance(tx, "", {"token", clock_.Now()}) : status;
    }));
    for (int i = 0; i < kReviews; ++i) Check(Fill(ReviewName(i)));
  }

  v1::ListRecommendationsResponse List(const std::string& parent, const std::string& query) {
    rpc::Call call;
    call.caller.subject = "office";
    call.caller.grants = {{.role = access::v1::ROLE_PROGRAMME_OFFICE, .region = kRegion}};
    call.permission = access::v1::PERMISSION_LETTER_READ;
    v1::ListRecommendationsRequest request;
    request.set_parent(parent);
    request.set_query(query);
    auto response = service_.ListRecommendations(call, request);
    Check(response.status());
    return *std::move(response);
  }

 private:
  absl::Status Fill(const std::string& review) {
    return database_->Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
      absl::Status status;
      for (int i = 0; status.ok() && i < kInReview; ++i) {
        v1::Recommendation recommendation;
        recommendation.set_name(absl::StrCat(review, "/recommendations/n", i));
        recommendation.set_number(i + 1);
        recommendation.set_state(v1::Recommendation::STATE_ISSUED);
        recommendation.set_text(Text(random_));
        status = store_.findings.recommendations.Insert(tx, recommendation);
      }
      return status;
    });
  }

  environment::ManualClock clock_{absl::FromUnixSeconds(1'341'792'000)};
  environment::SeededRandom random_{1};
  const storage::FreshStore files_{storage::Backend::kSqlite};
  const std::unique_ptr<storage::Database> database_ = files_.OpenMigrated();
  const storage::Sealer sealer_ = *storage::Sealer::Load(*database_, random_);
  const Store store_{clock_, sealer_};
  const relations::Relations relations_{clock_};
  const rpc::Peer nobody_{"evidence"};
  const EvidencePeer evidence_{nobody_};
  const absl::StatusOr<documents::Renderer> renderer_ = documents::Renderer::Open();
  Rendering rendering_{*renderer_, 1};
  FindingService service_{
      Context{*database_, store_, relations_, evidence_, clock_, random_, rendering_}};
};

World& TheWorld() {
  static World* const world = new World();
  return *world;
}

void Measure(benchmark::State& state, const std::string& parent, const std::string& query) {
  World& world = TheWorld();
  size_t found = 0;
  for (auto _ : state) {
    found = static_cast<size_t>(world.List(parent, query).recommendations_size());
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["found"] = static_cast<double>(found);
  state.counters["rss_mb"] = static_cast<double>(usage.ru_maxrss) / 1024;
}

const std::string kAll = absl::StrCat(kRegion, "/reviews/-");

BENCHMARK_CAPTURE(Measure, review, ReviewName(250), "");
BENCHMARK_CAPTURE(Measure, region, kAll, "");
BENCHMARK_CAPTURE(Measure, frequent_words, kAll, "schools tracking");
BENCHMARK_CAPTURE(Measure, no_such_word, kAll, "fostering");

}  // namespace
}  // namespace peerchallenge::recommendations

BENCHMARK_MAIN();

// What evidence costs: durable captures on a whole service, as a ratio to a bare gRPC server that
// answers with as many bytes; batches of 100, as a ratio to a bare SQLite loop that writes 100 rows
// of an item's size a commit; and searches over many items.
//
//   evidence_bench [seconds per measurement = 2] [repeats = 5] [items to search = 100000]

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/observability/metrics.h"
#include "common/rpc/server.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/migrate.h"
#include "tests/bench/load.h"
#include "tests/common/rpc/test_server.h"
#include "tests/common/storage/fresh_store.h"
#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {
namespace {

constexpr int kBatch = 100;
constexpr int kWords = 5'000;    // different ones in all texts
constexpr int kWordsAText = 80;  // some 500 bytes

struct Settings {
  double seconds;
  int repeats;
  int items;
};

// Texts whose words are as unevenly spread as in life (Zipf).
class Texts {
 public:
  Texts() {
    std::vector<double> weights;
    for (int rank = 1; rank <= kWords; ++rank) weights.push_back(1.0 / rank);
    spread_ = std::discrete_distribution<int>(weights.begin(), weights.end());
  }
  std::string Word(int rank) const {
    std::string word;
    for (int rest = rank + 26; rest > 0; rest /= 26) {
      word += static_cast<char>('a' + rest % 26);
      word += "aeiou"[rest % 5];
    }
    return word;
  }
  std::string Next() {
    std::string text;
    for (int i = 0; i < kWordsAText; ++i) absl::StrAppend(&text, Word(spread_(random_)), " ");
    return text;
  }

 private:
  std::mt19937 random_{2012};
  std::discrete_distribution<int> spread_;
};

// Evidence behind a server on a free port.
class Served {
 public:
  Served() : database_(files_.Open()) {
    const absl::Status migrated = MigrateEvidence(*database_, clock_);
    if (!migrated.ok()) std::abort();
    parts_ = std::make_unique<EvidenceParts>(*database_, clock_, random_,
                                             [] { return int64_t{1} << 40; });
    parts_->Know(MakeReview());
    service_ = std::make_unique<EvidenceService>(parts_->context());
    service_->Register(registry_);
    rpc::ServerOptions options;
    options.listen = {"127.0.0.1:0"};
    auto server = rpc::Server::BuildAndStart(
        registry_, {authenticator_, guard_, clock_, random_, observability::NoLog(), metrics_},
        options);
    if (!server.ok()) std::abort();
    server_ = *std::move(server);
    v1::CreateOccasionRequest request;
    request.set_parent(kReview);
    request.set_occasion_id(environment::NewUuidV4(random_));
    request.mutable_occasion()->set_kind(v1::Occasion::KIND_INTERVIEW);
    request.mutable_occasion()->set_declared_class(v1::SOURCE_CLASS_STAFF);
    request.mutable_occasion()->set_date("2012-07-10");
    auto occasion = service_->CreateOccasion(Call(), request);
    if (!occasion.ok()) std::abort();
    occasion_ = occasion->name();
  }

  const std::string& address() const { return server_->addresses().front(); }
  EvidenceService& service() { return *service_; }
  static rpc::Call Call() {
    rpc::Call call = By(kAnn);
    call.deadline = absl::Now() + absl::Hours(1);
    return call;
  }
  v1::ItemCapture NewCapture(const std::string& text) {
    v1::ItemCapture capture;
    capture.set_item_id(environment::NewUuidV4(random_));
    v1::ItemContent& content = *capture.mutable_content();
    content.set_kind(v1::ItemContent::KIND_NOTE);
    content.set_text(text);
    content.set_occasion(occasion_);
    v1::Bearing& bearing = *content.add_bearings();
    bearing.set_limb("kloe-1/a");
    bearing.set_direction(v1::Bearing::DIRECTION_AREA);
    return capture;
  }

 private:
  const storage::FreshStore files_{storage::Backend::kSqlite};
  environment::SystemClock clock_;
  environment::SystemRandom random_;
  rpc::TokenIsSubject authenticator_;
  rpc::RefusesNobody guard_;
  observability::Metrics metrics_;
  const std::unique_ptr<storage::Database> database_;
  std::unique_ptr<EvidenceParts> parts_;
  std::unique_ptr<EvidenceService> service_;
  rpc::MethodRegistry registry_;
  std::unique_ptr<rpc::Server> server_;
  std::string occasion_;
};

// A bare loop of prepared statements: one row an item, kBatch rows a commit, each commit on disk.
class RawRows {
 public:
  explicit RawRows(std::string body) : body_(std::move(body)) {
    const std::string path = files_.url().substr(files_.url().find(':') + 1);
    if (sqlite3_open(path.c_str(), &database_) != SQLITE_OK) std::abort();
    // As the service's, but that it has the log synced by SQLite.
    Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096; "
        "PRAGMA cache_size = -65536;"
        "CREATE TABLE rows (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;");
    sqlite3_prepare_v2(database_, "INSERT INTO rows VALUES (?1, ?2)", -1, &insert_, nullptr);
  }
  ~RawRows() {
    sqlite3_finalize(insert_);
    sqlite3_close(database_);
  }
  RawRows(const RawRows&) = delete;
  RawRows& operator=(const RawRows&) = delete;

  double PerSecond(double seconds) {
    const auto begin = std::chrono::steady_clock::now();
    std::chrono::duration<double> took{};
    int64_t rows = 0;
    while (took.count() < seconds) {
      Run("BEGIN");
      for (int i = 0; i < kBatch; ++i, ++rows) {
        const std::string name = environment::NewUuidV4(random_);
        sqlite3_bind_text(insert_, 1, name.data(), static_cast<int>(name.size()), SQLITE_STATIC);
        sqlite3_bind_blob(insert_, 2, body_.data(), static_cast<int>(body_.size()), SQLITE_STATIC);
        if (sqlite3_step(insert_) != SQLITE_DONE) std::abort();
        sqlite3_reset(insert_);
      }
      Run("COMMIT");
      took = std::chrono::steady_clock::now() - begin;
    }
    return static_cast<double>(rows) / took.count();
  }

 private:
  void Run(const char* sql) {
    if (sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) std::abort();
  }

  const std::string body_;
  const storage::FreshStore files_{storage::Backend::kSqlite};
  environment::SystemRandom random_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

bench::LoadOptions LoadOn(const Served& served, const Settings& settings) {
  bench::LoadOptions load;
  load.address = served.address();
  load.bearer_token = kAnn;
  load.seconds = settings.seconds;
  return load;
}

bench::LoadOptions CaptureLoad(Served& served, const Settings& settings) {
  bench::LoadOptions load = LoadOn(served, settings);
  load.method = "/peerchallenge.evidence.v1.EvidenceService/CaptureItem";
  const std::string text = Texts().Next();
  load.request = [&served, text](int) {
    v1::CaptureItemRequest request;
    request.set_parent(kReview);
    *request.mutable_capture() = served.NewCapture(text);
    return request.SerializeAsString();
  };
  return load;
}

void MeasureCaptures(Served& served, const Settings& settings) {
  bench::LoadOptions load = CaptureLoad(served, settings);
  const bench::BareServer bare(bench::OneReply(load));
  bench::LoadOptions bare_load = load;
  bare_load.address = bare.address();
  std::printf("%-24s %9s %9s %9s %9s %19s\n", "", "in flight", "bare/s", "ours/s", "ratio",
              "CPU us/call");
  for (const int in_flight : {1, 16, 64}) {
    load.in_flight = bare_load.in_flight = in_flight;
    std::vector<double> bare_rates, rates, ratios, bare_cpus, cpus;
    for (int i = 0; i < settings.repeats; ++i) {
      const bench::Figures of_bare = bench::RunLoad(bare_load);
      const bench::Figures ours = bench::RunLoad(load);
      bare_rates.push_back(of_bare.calls_per_second);
      rates.push_back(ours.calls_per_second);
      ratios.push_back(ours.calls_per_second / of_bare.calls_per_second);
      bare_cpus.push_back(of_bare.cpu_micros);
      cpus.push_back(ours.cpu_micros);
    }
    std::printf("%-24s %9d %9.0f %9.0f %9.2f %9.0f %9.0f\n", "CaptureItem, SQLite", in_flight,
                bench::Median(bare_rates), bench::Median(rates), bench::Median(ratios),
                bench::Median(bare_cpus), bench::Median(cpus));
  }
}

void MeasureBatches(Served& served, const Settings& settings) {
  bench::LoadOptions load = LoadOn(served, settings);
  load.method = "/peerchallenge.evidence.v1.EvidenceService/BatchCaptureItems";
  const std::string text = Texts().Next();
  load.request = [&served, text](int) {
    v1::BatchCaptureItemsRequest request;
    request.set_parent(kReview);
    for (int i = 0; i < kBatch; ++i) *request.add_captures() = served.NewCapture(text);
    return request.SerializeAsString();
  };
  RawRows raw(bench::OneReply(CaptureLoad(served, settings)));
  std::vector<double> raw_rates, rates, ratios;
  for (int i = 0; i < settings.repeats; ++i) {
    raw_rates.push_back(raw.PerSecond(settings.seconds));
    rates.push_back(kBatch * bench::RunLoad(load).calls_per_second);
    ratios.push_back(rates.back() / raw_rates.back());
  }
  std::printf("%-24s %9s %9s %9s %9s\n", "", "a commit", "raw/s", "items/s", "ratio");
  std::printf("%-24s %9d %9.0f %9.0f %9.2f\n", "BatchCaptureItems", kBatch,
              bench::Median(raw_rates), bench::Median(rates), bench::Median(ratios));
}

void Fill(Served& served, Texts& texts, int items) {
  for (int filled = 0; filled < items; filled += kBatch) {
    v1::BatchCaptureItemsRequest request;
    request.set_parent(kReview);
    for (int i = 0; i < kBatch; ++i) {
      v1::ItemCapture& capture = *request.add_captures();
      capture = served.NewCapture(texts.Next());
      capture.set_share(true);
    }
    const auto response = served.service().BatchCaptureItems(Served::Call(), request);
    if (!response.ok() || !response->outcomes(0).has_item()) std::abort();
  }
}

// Queries as people make them: of one to three words, mostly rare ones, some of them phrases or
// beginnings.
void MeasureSearches(Served& served, const Settings& settings) {
  Texts texts;
  Fill(served, texts, settings.items);
  std::mt19937 random(7);
  std::vector<double> millis;
  constexpr int kQueries = 400;
  for (int i = 0; i < kQueries; ++i) {
    std::string query;
    const int words = 1 + static_cast<int>(random() % 3);
    for (int word = 0; word < words; ++word) {
      absl::StrAppend(&query, texts.Word(static_cast<int>(random() % 2'000)),
                      random() % 8 == 0 ? "* " : " ");
    }
    v1::SearchItemsRequest request;
    request.set_parent(kReview);
    request.set_query(i % 10 == 0 ? absl::StrCat("\"", query, "\"") : query);
    const auto begin = std::chrono::steady_clock::now();
    const auto response = served.service().SearchItems(Served::Call(), request);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    if (!response.ok()) std::abort();
    millis.push_back(took.count());
  }
  std::sort(millis.begin(), millis.end());
  std::printf("SearchItems over %d items: p50 %.2f ms, p95 %.2f ms, worst %.2f ms\n",
              settings.items, millis[millis.size() / 2], millis[millis.size() * 95 / 100],
              millis.back());
}

}  // namespace
}  // namespace peerchallenge::evidence

int main(int argc, char** argv) {
  using peerchallenge::evidence::Served;
  const peerchallenge::evidence::Settings settings = {argc > 1 ? std::atof(argv[1]) : 2,
                                                      argc > 2 ? std::atoi(argv[2]) : 5,
                                                      argc > 3 ? std::atoi(argv[3]) : 100'000};
  {
    Served served;
    peerchallenge::evidence::MeasureCaptures(served, settings);
  }
  {
    Served served;
    peerchallenge::evidence::MeasureBatches(served, settings);
  }
  Served served;
  peerchallenge::evidence::MeasureSearches(served, settings);
}

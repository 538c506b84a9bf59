// What scheduling costs: a read (GetReview) and durable writes (SetAvailability, DeclareInterest)
// on a whole service (tokens, roles, audit, store), on SQLite and on PostgreSQL, as ratios to a
// bare gRPC server that answers with as many bytes, in turns, in one process; and SetAvailability
// as a ratio to a bare loop on the store that writes the same rows.
//
//   scheduling_bench [seconds per measurement = 2] [repeats = 5] [only rows that begin with this]

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "services/scheduling/store.h"
#include "tests/bench/load.h"
#include "tests/bench/raw_store.h"
#include "tests/common/storage/fresh_store.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

using storage::Backend;

// The world's clock stands still by itself. Ids and times must grow as in life: the store keeps
// what comes one after the other side by side.
constexpr absl::Duration kBetweenWrites = absl::Microseconds(50);

struct Settings {
  double seconds;
  int repeats;
  std::string only;
};

// A store that counts its commits and the writes of calls that share them.
class CountedStore final : public storage::Database {
 public:
  struct Counts {
    std::atomic<int64_t> writes{0};
    std::atomic<int64_t> commits{0};
  };

  CountedStore(std::unique_ptr<storage::Database> store, Counts& counts)
      : store_(std::move(store)), counts_(counts) {}

  storage::Dialect dialect() const override { return store_->dialect(); }
  absl::Status Read(absl::Time deadline, storage::TransactionBody body) override {
    return store_->Read(deadline, body);
  }
  absl::Status Write(absl::Time deadline, storage::TransactionBody body) override {
    return store_->Write(deadline, body);
  }
  void Enqueue(absl::Time deadline, storage::QueuedWrite& write) override {
    ++counts_.writes;
    store_->Enqueue(deadline, write);
  }
  void OnCommit(std::function<void()> listener) override {
    if (!listener) return store_->OnCommit(nullptr);
    store_->OnCommit([this, listener = std::move(listener)] {
      ++counts_.commits;
      listener();
    });
  }

 private:
  const std::unique_ptr<storage::Database> store_;
  Counts& counts_;
};

// What a service reached at the most calls in flight.
struct Reached {
  double calls_per_second = 0;
  double writes_per_commit = 0;
};

// Prints a row for each number of calls in flight.
Reached Compare(const std::string& what, bench::LoadOptions load, CountedStore::Counts& counts,
                const Settings& settings) {
  if (what.rfind(settings.only, 0) != 0) return {};
  const bench::BareServer bare(bench::OneReply(load));
  bench::LoadOptions bare_load = load;
  bare_load.address = bare.address();
  Reached reached;
  for (const int in_flight : {1, 16, 64}) {
    load.in_flight = bare_load.in_flight = in_flight;
    std::vector<double> bare_rates, rates, ratios, bare_cpus, cpus;
    const int64_t writes = counts.writes, commits = counts.commits;
    for (int i = 0; i < settings.repeats; ++i) {
      const bench::Figures of_bare = bench::RunLoad(bare_load);
      const bench::Figures ours = bench::RunLoad(load);
      bare_rates.push_back(of_bare.calls_per_second);
      rates.push_back(ours.calls_per_second);
      ratios.push_back(ours.calls_per_second / of_bare.calls_per_second);
      bare_cpus.push_back(of_bare.cpu_micros);
      cpus.push_back(ours.cpu_micros);
    }
    const double batch = static_cast<double>(counts.writes - writes) /
                         static_cast<double>(std::max<int64_t>(counts.commits - commits, 1));
    reached = {bench::Median(rates), batch};
    std::printf("%-28s %9d %9.0f %9.0f %9.2f %9.0f %9.0f %9.1f\n", what.c_str(), in_flight,
                bench::Median(bare_rates), bench::Median(rates), bench::Median(ratios),
                bench::Median(bare_cpus), bench::Median(cpus), batch);
  }
  return reached;
}

bench::LoadOptions LoadOn(World& world, const Settings& settings) {
  bench::LoadOptions load;
  load.address = world.address();
  load.bearer_token = world.TokenFor(kOffice);
  load.seconds = settings.seconds;
  return load;
}

bench::LoadOptions GetReview(World& world, const Settings& settings) {
  bench::LoadOptions load = LoadOn(world, settings);
  load.method = "/peerchallenge.scheduling.v1.ReviewService/GetReview";
  load.request = [](int) {
    v1::GetReviewRequest request;
    request.set_name("regions/em/reviews/lin");
    return request.SerializeAsString();
  };
  return load;
}

std::string PersonOf(int lane) {
  return absl::StrCat("regions/em/people/e10000019-", lane % 6 + 1);
}

// Sets a person's absences: read, changed, stored with its change and the reply under its request
// id.
bench::LoadOptions SetAvailability(World& world, const Settings& settings) {
  bench::LoadOptions load = LoadOn(world, settings);
  load.method = "/peerchallenge.scheduling.v1.DirectoryService/SetAvailability";
  load.request = [&world, next = std::make_shared<std::atomic<int>>(0)](int lane) {
    world.clock().Advance(kBetweenWrites);
    v1::SetAvailabilityRequest request;
    request.set_name(PersonOf(lane));
    request.set_request_id(absl::StrCat("r", next->fetch_add(1)));
    return request.SerializeAsString();
  };
  return load;
}

// Those who declare interests. A person keeps 1,000 at most, and has few in life.
constexpr int kDeclarers = 5'000;
constexpr int kDeclarersAtATime = 64;
constexpr int kInterestsEach = 200;

void AddDeclarers(World& world) {
  std::string rows;
  for (int i = 0; i < kDeclarers; ++i) {
    absl::StrAppend(&rows, "declarer-", i, ",Declarer ", i, ",PARTNER\\n");
  }
  world.Must(
      kOffice, "DirectoryService/ImportPeople",
      absl::StrCat(R"({"parent": "regions/em", "csv": "id,display_name,role\n)", rows, "\"}"));
}

std::string DeclarerOf(int call) {
  constexpr int kCallsBeforeTheNext = kDeclarersAtATime * kInterestsEach;
  const int first = call / kCallsBeforeTheNext * kDeclarersAtATime;
  return absl::StrCat("regions/em/people/declarer-", first + call % kDeclarersAtATime);
}

// Adds a row, and looks for reviews that the interest bars the person from.
bench::LoadOptions DeclareInterest(World& world, const Settings& settings) {
  bench::LoadOptions load = LoadOn(world, settings);
  load.method = "/peerchallenge.scheduling.v1.DirectoryService/DeclareInterest";
  load.request = [&world, next = std::make_shared<std::atomic<int>>(0)](int) {
    world.clock().Advance(kBetweenWrites);
    const int call = next->fetch_add(1);
    v1::DeclareInterestRequest request;
    request.set_parent(DeclarerOf(call));
    request.mutable_interest()->set_authority("regions/em/authorities/E10000024");
    request.mutable_interest()->set_kind(v1::Interest::KIND_FAMILY);
    request.mutable_interest()->set_reason("for the benchmark");
    request.set_request_id(absl::StrCat("i", call));
    return request.SerializeAsString();
  };
  return load;
}

void MeasureRaw(const std::string& name, Backend backend, const Reached& ours,
                const Settings& settings) {
  const storage::FreshStore fresh(backend);
  const absl::Status migrated =
      MigrateScheduling(*fresh.OpenMigrated(), environment::SystemClock());
  if (!migrated.ok()) std::abort();
  const auto raw = backend == Backend::kSqlite ? bench::OpenRawSqlite(fresh.url())
                                               : bench::OpenRawPostgres(fresh.url());
  for (const int batch : {1, std::max(1, static_cast<int>(std::lround(ours.writes_per_commit)))}) {
    std::vector<double> rates;
    for (int i = 0; i < settings.repeats; ++i) {
      rates.push_back(raw->WritesPerSecond(batch, settings.seconds));
    }
    const double rate = bench::Median(rates);
    std::printf("%-28s %9d %9.0f %9.0f %9.2f\n", absl::StrCat("raw loop, ", name).c_str(), batch,
                rate, ours.calls_per_second, ours.calls_per_second / rate);
  }
}

void Measure(const std::string& name, Backend backend, const Settings& settings) {
  const storage::FreshStore fresh(backend);
  CountedStore::Counts counts;
  World world([&](const auto&) -> absl::StatusOr<std::unique_ptr<storage::Database>> {
    return std::make_unique<CountedStore>(fresh.Open(), counts);
  });
  SetUpRegion(world);
  AddChallenge(world, "lin", "E10000019");
  AddDeclarers(world);
  std::printf("%-28s %9s %19s %9s %19s %9s\n", "", "", "calls/s", "", "CPU us/call", "writes");
  std::printf("%-28s %9s %9s %9s %9s %9s %9s %9s\n", "", "in flight", "bare", "ours", "ratio",
              "bare", "ours", "/commit");
  Compare("GetReview, " + name, GetReview(world, settings), counts, settings);
  const Reached reached =
      Compare("SetAvailability, " + name, SetAvailability(world, settings), counts, settings);
  Compare("DeclareInterest, " + name, DeclareInterest(world, settings), counts, settings);
  if (reached.calls_per_second == 0) return;
  std::printf("%-28s %9s %19s %9s\n", "", "/commit", "writes/s, and ours", "ratio");
  MeasureRaw(name, backend, reached, settings);
}

}  // namespace
}  // namespace peerchallenge::scheduling

int main(int argc, char** argv) {
  using peerchallenge::storage::Backend;
  const peerchallenge::scheduling::Settings settings = {argc > 1 ? std::atof(argv[1]) : 2,
                                                        argc > 2 ? std::atoi(argv[2]) : 5,
                                                        argc > 3 ? argv[3] : ""};
  peerchallenge::scheduling::Measure("SQLite", Backend::kSqlite, settings);
  peerchallenge::scheduling::Measure("PostgreSQL", Backend::kPostgres, settings);
}

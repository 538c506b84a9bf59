#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <map>
#include <string>

#include "absl/base/internal/raw_logging.h"
#include "tests/common/storage/fresh_store.h"

// How much of a store's own speed Database leaves: durable writes and reads at 1, 16 and 64 in
// flight against a bare loop on SQLite in the same run. Prints the ratios at the end.
namespace peerchallenge::storage {
namespace {

constexpr char kCreate[] = "CREATE TABLE items (id BIGINT PRIMARY KEY, body BLOB NOT NULL);";
constexpr std::string_view kInsert = "INSERT INTO items (id, body) VALUES ($1, $2)";
constexpr std::string_view kSelect = "SELECT body FROM items WHERE id = $1";
constexpr int64_t kRows = 10'000;
const std::string kBody(200, 'x');

void Check(bool ok, const char* what) { ABSL_RAW_CHECK(ok, what); }

// SQLite as a program would use it that has nothing else to do.
class RawSqlite {
 public:
  RawSqlite() : store_(Backend::kSqlite) {
    Check(sqlite3_open(store_.url().substr(7).c_str(), &database_) == SQLITE_OK, "open");
    Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4096;");
    Run(kCreate);
    insert_ = Prepare(kInsert);
    select_ = Prepare(kSelect);
  }
  ~RawSqlite() {
    sqlite3_finalize(insert_);
    sqlite3_finalize(select_);
    sqlite3_close(database_);
  }

  void Run(const char* sql) {
    Check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
  }
  void Insert() {
    sqlite3_bind_int64(insert_, 1, next_++);
    sqlite3_bind_blob(insert_, 2, kBody.data(), static_cast<int>(kBody.size()), SQLITE_STATIC);
    Check(sqlite3_step(insert_) == SQLITE_DONE, "insert");
    sqlite3_reset(insert_);
  }
  void Select(int64_t id) {
    sqlite3_bind_int64(select_, 1, id);
    Check(sqlite3_step(select_) == SQLITE_ROW, "select");
    benchmark::DoNotOptimize(sqlite3_column_blob(select_, 0));
    sqlite3_reset(select_);
  }

 private:
  sqlite3_stmt* Prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    Check(sqlite3_prepare_v2(database_, sql.data(), static_cast<int>(sql.size()), &statement,
                             nullptr) == SQLITE_OK,
          "prepare");
    return statement;
  }

  FreshStore store_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  sqlite3_stmt* select_ = nullptr;
  int64_t next_ = 0;
};

void RawWrites(benchmark::State& state) {
  RawSqlite sqlite;
  int64_t rows = 0;
  for (auto _ : state) {
    sqlite.Run("BEGIN IMMEDIATE");
    for (int64_t i = 0; i < state.range(0); ++i) sqlite.Insert();
    sqlite.Run("COMMIT");
    rows += state.range(0);
  }
  state.SetItemsProcessed(rows);
}
BENCHMARK(RawWrites)->Arg(1)->Arg(16)->Arg(64)->UseRealTime();

void RawReads(benchmark::State& state) {
  RawSqlite sqlite;
  sqlite.Run("BEGIN");
  for (int64_t i = 0; i < kRows; ++i) sqlite.Insert();
  sqlite.Run("COMMIT");
  int64_t id = 0;
  for (auto _ : state) sqlite.Select(id++ % kRows);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(RawReads)->UseRealTime();

// A store with a table, shared by the threads of one run.
class Shared {
 public:
  explicit Shared(Backend backend) : store_(backend), database_(store_.Open()) {
    Check(database_->Write(Soon(), [](Transaction& tx) { return tx.ExecuteScript(kCreate); }).ok(),
          "create");
  }

  void Insert() {
    const int64_t id = next_++;
    const absl::Status status = database_->Write(Soon(), [&](Transaction& tx) {
      return tx.Execute(kInsert, {{id, Blob{kBody}}}).status();
    });
    Check(status.ok(), "insert");
  }
  void Fill() {
    const absl::Status status = database_->Write(Soon(), [&](Transaction& tx) {
      for (int64_t id = 0; id < kRows; ++id) {
        Check(tx.Execute(kInsert, {{id, Blob{kBody}}}).ok(), "fill");
      }
      return absl::OkStatus();
    });
    Check(status.ok(), "fill");
  }
  void Select(int64_t id) {
    const absl::Status status = database_->Read(Soon(), [&](Transaction& tx) {
      return tx.Query(kSelect, {{id}}, [](const Row& row) {
        benchmark::DoNotOptimize(row.Bytes(0));
        return absl::OkStatus();
      });
    });
    Check(status.ok(), "select");
  }

 private:
  FreshStore store_;
  std::unique_ptr<Database> database_;
  std::atomic<int64_t> next_ = 0;
};

std::unique_ptr<Shared> shared;

void Writes(benchmark::State& state, Backend backend) {
  if (state.thread_index() == 0) shared = std::make_unique<Shared>(backend);
  for (auto _ : state) shared->Insert();
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) shared.reset();
}
BENCHMARK_CAPTURE(Writes, sqlite, Backend::kSqlite)
    ->Threads(1)
    ->Threads(16)
    ->Threads(64)
    ->UseRealTime();
BENCHMARK_CAPTURE(Writes, postgres, Backend::kPostgres)
    ->Threads(1)
    ->Threads(16)
    ->Threads(64)
    ->UseRealTime();

void Reads(benchmark::State& state, Backend backend) {
  if (state.thread_index() == 0) {
    shared = std::make_unique<Shared>(backend);
    shared->Fill();
  }
  int64_t id = state.thread_index();
  for (auto _ : state) shared->Select((id += 7) % kRows);
  state.SetItemsProcessed(state.iterations());
  if (state.thread_index() == 0) shared.reset();
}
BENCHMARK_CAPTURE(Reads, sqlite, Backend::kSqlite)->Threads(1)->Threads(16)->UseRealTime();
BENCHMARK_CAPTURE(Reads, postgres, Backend::kPostgres)->Threads(1)->Threads(16)->UseRealTime();

// Keeps the figures for the ratios.
class Reporter final : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      double& best = rates_[run.benchmark_name()];
      best = std::max(best, run.counters.at("items_per_second").value);
    }
    ConsoleReporter::ReportRuns(runs);
  }

  void PrintRatios() const {
    for (const auto& [name, rate] : rates_) {
      const bool reads = name.rfind("Reads", 0) == 0;
      if (name.rfind("Raw", 0) == 0) continue;
      const size_t threads = name.rfind(':');
      const std::string raw =
          reads ? "RawReads/real_time" : "RawWrites/" + name.substr(threads + 1) + "/real_time";
      const auto found = rates_.find(raw);
      if (found == rates_.end()) continue;
      std::printf("%-45s %9.0f/s = %.2f of %s\n", name.c_str(), rate, rate / found->second,
                  raw.c_str());
    }
  }

 private:
  std::map<std::string, double> rates_;
};

}  // namespace
}  // namespace peerchallenge::storage

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  peerchallenge::storage::Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.PrintRatios();
  return 0;
}

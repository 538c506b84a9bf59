#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <future>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include "common/environment/mutex.h"
#include "tests/common/storage/fresh_store.h"
#include "tests/common/storage/postgres_server.h"

// Processes that die in the middle of writes: what was acknowledged is there, and nothing by
// halves.
namespace peerchallenge::storage {
namespace {

constexpr int kThreads = 4;
// 200 of each store.
constexpr int kSqliteRounds = 200;
constexpr int kPostgresClientRounds = 180;
constexpr int kPostgresServerRounds = 20;

constexpr std::string_view kCreate =
    "CREATE TABLE items (id BIGINT PRIMARY KEY); CREATE TABLE totals (items BIGINT NOT NULL); "
    "INSERT INTO totals VALUES (0);";

// One write that is visible in two tables.
absl::Status AddItem(Transaction& tx, int64_t id) {
  absl::Status counted = tx.Execute("UPDATE totals SET items = items + 1", {}).status();
  if (!counted.ok()) return counted;
  return tx.Execute("INSERT INTO items VALUES ($1)", {{id}}).status();
}

absl::Status WriteItem(Database& database, int64_t id) {
  return database.Write(Soon(), [&](Transaction& tx) { return AddItem(tx, id); });
}

// Calls `acknowledge` as soon as the store says that the item is written.
template <typename Acknowledge>
absl::Status EnqueueItem(Database& database, int64_t id, Acknowledge acknowledge) {
  struct Item final : QueuedWrite {
    Item(int64_t item, Acknowledge told) : id(item), acknowledge(told) {}
    absl::Status Body(Transaction& tx) override { return AddItem(tx, id); }
    void Done(const absl::Status& result) override {
      if (result.ok()) acknowledge();
      done.set_value(result);
    }
    const int64_t id;
    const Acknowledge acknowledge;
    std::promise<absl::Status> done;
  };
  Item item(id, acknowledge);
  std::future<absl::Status> done = item.done.get_future();
  database.Enqueue(Soon(), item);
  return done.get();
}

void Create(const std::string& url) {
  const auto database = Open(url);
  ASSERT_TRUE(database.ok()) << database.status();
  ASSERT_TRUE(
      (*database)->Write(Soon(), [](Transaction& tx) { return tx.ExecuteScript(kCreate); }).ok());
}

void ExpectStored(const std::string& url, const std::set<int64_t>& acknowledged) {
  const auto database = Open(url);
  ASSERT_TRUE(database.ok()) << database.status();
  std::set<int64_t> stored;
  ASSERT_TRUE((*database)
                  ->Read(Soon(),
                         [&](Transaction& tx) {
                           return tx.Query("SELECT id FROM items", {}, [&](const Row& row) {
                             stored.insert(row.Int(0));
                             return absl::OkStatus();
                           });
                         })
                  .ok());
  for (const int64_t id : acknowledged) ASSERT_TRUE(stored.contains(id)) << id << " is lost";
  ASSERT_EQ(Number(**database, "SELECT items FROM totals"), static_cast<int64_t>(stored.size()));
}

// Writes items from `first` on in several threads, half of them by the queue, and tells each
// through the pipe once it is acknowledged.
[[noreturn]] void BeWriter(const std::string& url, int64_t first, int pipe) {
  const auto database = Open(url);
  if (!database.ok()) _exit(1);
  std::atomic<int64_t> next = first;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, queues = i % 2 == 0] {
      while (true) {
        const int64_t id = next++;
        const auto acknowledge = [pipe, &id] {
          if (write(pipe, &id, sizeof(id)) != sizeof(id)) _exit(1);
        };
        if (queues) {
          if (!EnqueueItem(**database, id, acknowledge).ok()) _exit(1);
        } else {
          if (!WriteItem(**database, id).ok()) _exit(1);
          acknowledge();
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  _exit(1);
}

// Runs a writer, kills it after some acknowledgements, and adds all of these.
void KillAWriter(const std::string& url, int after, int64_t first,
                 std::set<int64_t>& acknowledged) {
  std::array<int, 2> acks;
  ASSERT_EQ(pipe(acks.data()), 0);
  const pid_t writer = fork();
  ASSERT_GE(writer, 0);
  if (writer == 0) BeWriter(url, first, acks[1]);
  close(acks[1]);
  int64_t id = 0;
  for (int count = 0; read(acks[0], &id, sizeof(id)) == sizeof(id); ++count) {
    acknowledged.insert(id);
    if (count == after) kill(writer, SIGKILL);
  }
  close(acks[0]);
  int status = 0;
  waitpid(writer, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
}

void KillWriters(const FreshStore& store, int rounds) {
  Create(store.url());
  std::mt19937 random(2012);
  std::set<int64_t> acknowledged;
  for (int round = 0; round < rounds; ++round) {
    const int after = static_cast<int>(random() % 12);
    KillAWriter(store.url(), after, int64_t{round} * 1'000'000, acknowledged);
    ASSERT_NO_FATAL_FAILURE(ExpectStored(store.url(), acknowledged)) << "round " << round;
  }
  EXPECT_GE(acknowledged.size(), static_cast<size_t>(rounds));
}

TEST(CrashTest, Sqlite_KilledWritersLoseNothingAcknowledged) {
  KillWriters(FreshStore(Backend::kSqlite), kSqliteRounds);
}

TEST(CrashTest, Postgres_KilledWritersLoseNothingAcknowledged) {
  KillWriters(FreshStore(Backend::kPostgres), kPostgresClientRounds);
}

// Writes from several threads until the server dies; adds what was acknowledged, and calls `enough`
// after some of it.
template <typename Enough>
void WriteUntilDead(const std::string& url, int after, std::atomic<int64_t>& next,
                    std::set<int64_t>& acknowledged, Enough enough) {
  const auto database = Open(url);
  ASSERT_TRUE(database.ok()) << database.status();
  environment::Mutex mutex;
  environment::ConditionVariable written;
  int count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int64_t id = next++; WriteItem(**database, id).ok(); id = next++) {
        const environment::MutexLock lock(mutex);
        acknowledged.insert(id);
        ++count;
        written.NotifyOne();
      }
    });
  }
  {
    environment::MutexLock lock(mutex);
    while (count <= after) written.Wait(lock);
  }
  enough();
  for (std::thread& thread : threads) thread.join();
}

TEST(CrashTest, Postgres_AKilledServerLosesNothingAcknowledged) {
  PostgresServer server;
  const std::string url = server.NewUrl();
  Create(url);
  std::mt19937 random(2012);
  std::set<int64_t> acknowledged;
  std::atomic<int64_t> next = 1;
  for (int round = 0; round < kPostgresServerRounds; ++round) {
    const int after = static_cast<int>(random() % 20);
    ASSERT_NO_FATAL_FAILURE(WriteUntilDead(url, after, next, acknowledged, [&] { server.Kill(); }));
    server.Restart();
    ASSERT_NO_FATAL_FAILURE(ExpectStored(url, acknowledged)) << "round " << round;
  }
}

}  // namespace
}  // namespace peerchallenge::storage

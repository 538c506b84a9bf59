#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <semaphore>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/storage/postgres_listener.h"
#include "tests/common/storage/fresh_store.h"
#include "tests/common/storage/postgres_server.h"

// A store that fails while it is used.
namespace peerchallenge::storage {
namespace {

using errors::ReasonOf;

absl::Status RunScript(Database& database, std::string_view sql) {
  return database.Write(Soon(), [&](Transaction& tx) { return tx.ExecuteScript(sql); });
}

TEST(SqliteFailureTest, AFullDiskLosesNothingAcknowledgedAndPasses) {
  const FreshStore store(Backend::kSqlite);
  const std::unique_ptr<Database> database = store.Open();
  ASSERT_TRUE(RunScript(*database, "CREATE TABLE items (id BIGINT PRIMARY KEY, body TEXT)").ok());
  ASSERT_TRUE(RunScript(*database, "PRAGMA max_page_count = 60").ok());
  const std::string body(1000, 'x');
  std::atomic<int> stored = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 50; ++j) {
        const absl::Status status = database->Write(Soon(), [&](Transaction& tx) {
          return tx.Execute("INSERT INTO items VALUES ($1, $2)", {{int64_t{i * 50 + j}, body}})
              .status();
        });
        if (status.ok()) {
          ++stored;
        } else {
          EXPECT_EQ(ReasonOf(status), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE) << status;
          ++refused;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GT(stored, 0);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(Number(*database, "SELECT COUNT(*) FROM items"), stored);
  ASSERT_TRUE(RunScript(*database, "PRAGMA max_page_count = 100000").ok());
  EXPECT_TRUE(RunScript(*database, "INSERT INTO items VALUES (1000, 'fits')").ok());
}

TEST(PostgresFailureTest, CommitsOfOthersAreToldOfAgainWhenTheServerIsBack) {
  PostgresServer server;
  const std::string url = server.NewUrl();
  const std::unique_ptr<Database> here = Open(url).value();
  const std::unique_ptr<Database> there = Open(url).value();
  std::counting_semaphore<> heard(0);
  here->OnCommit([&] { heard.release(); });
  server.Kill();
  server.Restart();
  // While the connection was lost a commit may have been missed.
  EXPECT_TRUE(heard.try_acquire_for(std::chrono::seconds(30)));
  absl::Status written = absl::UnavailableError("not tried");
  while (absl::IsUnavailable(written)) {
    written = RunScript(*there, "CREATE TABLE items (id BIGINT PRIMARY KEY)");
  }
  ASSERT_TRUE(written.ok()) << written;
  EXPECT_TRUE(heard.try_acquire_for(std::chrono::seconds(30)));
  here->OnCommit(nullptr);
}

// A port of this machine on which somebody listens and never says a word.
class SilentPort {
 public:
  SilentPort() {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    socklen_t size = sizeof(address);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~SilentPort() {
    if (accepted_ >= 0) ::close(accepted_);
    ::close(socket_);
  }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  int port() const { return port_; }
  // Until then, connections are refused.
  void Listen() { EXPECT_EQ(::listen(socket_, 1), 0); }
  // Takes the first connection.
  void Accept() { EXPECT_GE(accepted_ = ::accept(socket_, nullptr, nullptr), 0); }

 private:
  const int socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
  int port_ = 0;
  int accepted_ = -1;
};

TEST(PostgresFailureTest, AListenerEndsWhileItWaitsForAServerThatIsSilent) {
  SilentPort port;
  // It would wait for ten minutes.
  auto listener = std::make_unique<PostgresListener>(
      absl::StrCat("postgresql://nobody@127.0.0.1:", port.port(), "/none?connect_timeout=600"),
      std::make_shared<BackendId>(0), [] {});
  port.Listen();
  port.Accept();
  listener.reset();
}

TEST(PostgresFailureTest, ADeadServerIsUnavailableAndComesBack) {
  PostgresServer server;  // its own: others must not notice
  const std::string url = server.NewUrl();
  const absl::StatusOr<std::unique_ptr<Database>> opened = Open(url);
  ASSERT_TRUE(opened.ok()) << opened.status();
  Database& database = **opened;
  ASSERT_TRUE(RunScript(database, "CREATE TABLE items (id BIGINT PRIMARY KEY)").ok());
  ASSERT_EQ(Number(database, "SELECT COUNT(*) FROM items"), 0);
  const absl::Status cut = database.Write(Soon(), [&](Transaction& tx) {
    server.Kill();
    server.Restart();
    return tx.Execute("INSERT INTO items VALUES (1)", {}).status();
  });
  EXPECT_EQ(ReasonOf(cut), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  // The connections are stale; the next calls notice and make new ones.
  EXPECT_EQ(Number(database, "SELECT COUNT(*) FROM items"), 0);
  EXPECT_TRUE(RunScript(database, "INSERT INTO items VALUES (2)").ok());
  EXPECT_EQ(Number(database, "SELECT COUNT(*) FROM items"), 1);
}

}  // namespace
}  // namespace peerchallenge::storage

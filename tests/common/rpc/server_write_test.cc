#include <malloc.h>

#include <deque>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "common/storage/database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/rpc/test_server.h"

// Calls of methods that are registered by ServiceMethods::Write().
namespace peerchallenge::rpc {
namespace {

using testing::ElementsAre;

// What a store hands to bodies; nothing here uses it.
class NoTransaction final : public storage::Transaction {
 public:
  absl::Status Query(std::string_view, std::span<const storage::Value>,
                     absl::FunctionRef<absl::Status(const storage::Row&)>) override {
    return absl::UnimplementedError("not in this test");
  }
  absl::StatusOr<int64_t> Execute(std::string_view, std::span<const storage::Value>) override {
    return absl::UnimplementedError("not in this test");
  }
  absl::Status ExecuteScript(std::string_view) override {
    return absl::UnimplementedError("not in this test");
  }
};

// Keeps the writes that it is given; a test says when they run and what comes of them.
class HeldStore final : public storage::Database {
 public:
  storage::Dialect dialect() const override { return storage::Dialect::kSqlite; }
  absl::Status Read(absl::Time, storage::TransactionBody) override {
    return absl::UnimplementedError("not in this test");
  }
  absl::Status Write(absl::Time, storage::TransactionBody) override {
    return absl::UnimplementedError("not in this test");
  }
  void Enqueue(absl::Time, storage::QueuedWrite& write) override {
    {
      const environment::MutexLock lock(mutex_);
      held_.push_back(&write);
    }
    came_.Add();
  }
  void OnCommit(std::function<void()>) override {}

  // The next write, once it has come.
  storage::QueuedWrite& Next() {
    EXPECT_TRUE(came_.WaitFor(++taken_));
    const environment::MutexLock lock(mutex_);
    storage::QueuedWrite* const next = held_.front();
    held_.pop_front();
    return *next;
  }
  int came() { return came_.count(); }

 private:
  Tally came_;
  int taken_ = 0;
  environment::Mutex mutex_;
  std::deque<storage::QueuedWrite*> held_;
};

absl::Status RunBody(storage::QueuedWrite& write) {
  NoTransaction transaction;
  return write.Body(transaction);
}

absl::Status DiskFull() {
  return errors::Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE, "the disk is full");
}

// A call of `method` from a thread of its own.
class Calling {
 public:
  Calling(TestServer& server, const char* method, CallOptions options = TestServer::AsAlice())
      : Calling(server, method, Hello(), options) {}
  Calling(TestServer& server, const char* method, const EchoRequest& request,
          CallOptions options = TestServer::AsAlice())
      : thread_([this, &server, method, &request, options] {
          answer_ = server.channel().Unary<EchoResponse>(method, request, options);
        }) {}

  static const EchoRequest& Hello() {
    static const EchoRequest hello = [] {
      EchoRequest request;
      request.set_text("hello");
      return request;
    }();
    return hello;
  }

  const absl::StatusOr<EchoResponse>& Answer() {
    if (thread_.joinable()) thread_.join();
    return answer_;
  }

 private:
  absl::StatusOr<EchoResponse> answer_;
  std::jthread thread_;  // last: it uses the answer
};

TEST(ServerWrite, AnswersWithWhatTheHandlerReturned) {
  HeldStore store;
  TestServer server({.store = &store});
  Calling call(server, kEcho);
  storage::QueuedWrite& write = store.Next();
  EXPECT_TRUE(RunBody(write).ok());
  write.Done(absl::OkStatus());
  ASSERT_TRUE(call.Answer().ok()) << call.Answer().status();
  EXPECT_EQ(call.Answer()->echo().text(), "hello");
}

// Were the answer sent before the commit, it would be OK.
TEST(ServerWrite, AnswersWithTheFailureOfTheCommit) {
  HeldStore store;
  TestServer server({.store = &store});
  Calling call(server, kEcho);
  storage::QueuedWrite& write = store.Next();
  EXPECT_TRUE(RunBody(write).ok());
  write.Done(DiskFull());
  ExpectError(call.Answer().status(), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

TEST(ServerWrite, RunsInTheStoreWhenTheCallersGrantsHaveBeenLookedUp) {
  HeldStore store;
  TestServer server({.store = &store});
  server.authenticator.LookUpGrants();
  Calling call(server, kEcho);
  storage::QueuedWrite& write = store.Next();
  write.Done(RunBody(write));
  EXPECT_TRUE(call.Answer().ok());
}

TEST(ServerWrite, AnswersWithTheHandlersErrorAndHidesADefect) {
  HeldStore store;
  absl::Status error = errors::NotFound("regions/em");
  TestServer server(
      {.echo = [&error](const Call&, const EchoRequest&) { return error; }, .store = &store});
  for (const auto reason :
       {errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND, errors::v1::ERROR_REASON_INTERNAL}) {
    Calling call(server, kEcho);
    storage::QueuedWrite& write = store.Next();
    write.Done(RunBody(write));
    ExpectError(call.Answer().status(), reason);
    error = absl::NotFoundError("table people has no row");
  }
}

TEST(ServerWrite, AnswersWithTheLastOfSeveralRuns) {
  HeldStore store;
  int runs = 0;
  TestServer server(
      {.echo = [&runs](const Call&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
         if (++runs == 1) return errors::NotFound("regions/em");
         EchoResponse response;
         response.mutable_echo()->set_text(std::to_string(runs));
         return response;
       },
       .store = &store});
  Calling call(server, kEcho);
  storage::QueuedWrite& write = store.Next();
  EXPECT_FALSE(RunBody(write).ok());
  EXPECT_TRUE(RunBody(write).ok());
  write.Done(absl::OkStatus());
  ASSERT_TRUE(call.Answer().ok()) << call.Answer().status();
  EXPECT_EQ(call.Answer()->echo().text(), "2");
}

TEST(ServerWrite, AuditsASuccessTogetherWithTheWriteAndAFailureAfterIt) {
  HeldStore store;
  TestServer server({.store = &store});
  const std::string record = "alice " + std::string(kSensitive);
  Calling good(server, kSensitive);
  storage::QueuedWrite& first = store.Next();
  EXPECT_TRUE(RunBody(first).ok());
  EXPECT_THAT(server.guard.records(), ElementsAre(record + " OK"));
  first.Done(absl::OkStatus());
  EXPECT_TRUE(good.Answer().ok());
  Calling bad(server, kSensitive);
  store.Next().Done(DiskFull());
  ExpectError(bad.Answer().status(), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  EXPECT_THAT(server.guard.records(), ElementsAre(record + " OK", record + " UNAVAILABLE"));
}

TEST(ServerWrite, WritesNothingThatItCannotAudit) {
  HeldStore store;
  TestServer server({.store = &store});
  server.guard.FailRecords();
  Calling call(server, kSensitive);
  storage::QueuedWrite& write = store.Next();
  const absl::Status failed = RunBody(write);
  ExpectError(failed, errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
  write.Done(failed);
  ExpectError(call.Answer().status(), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

TEST(ServerWrite, DoesNotRunWhatNobodyWaitsForAnyMore) {
  HeldStore store;
  bool ran = false;
  TestServer server({.echo =
                         [&ran](const Call&, const EchoRequest&) {
                           ran = true;
                           return EchoResponse();
                         },
                     .store = &store});
  CallOptions options = TestServer::AsAlice();
  options.deadline = absl::Now() + absl::Milliseconds(50);
  Calling call(server, kEcho, options);
  ExpectError(call.Answer().status(), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  storage::QueuedWrite& write = store.Next();
  // Ends all calls, and finds that the store still has one.
  EXPECT_EQ(server.server().Drain(absl::ZeroDuration()).code(),
            absl::StatusCode::kDeadlineExceeded);
  const absl::Status skipped = RunBody(write);
  EXPECT_FALSE(skipped.ok());
  EXPECT_FALSE(ran);
  write.Done(skipped);
}

TEST(ServerWrite, RefusesWhatDoesNotFitInTheQueue) {
  HeldStore store;
  ServerOptions options;
  options.queue_limit = 1;
  TestServer server({.store = &store}, options);
  Calling waits(server, kEcho);
  storage::QueuedWrite& write = store.Next();
  ExpectError(server.Echo().status(), errors::v1::ERROR_REASON_OVERLOADED);
  EXPECT_THAT(server.metrics.Text(), testing::HasSubstr("peerchallenge_queue_depth 1"));
  write.Done(RunBody(write));
  EXPECT_TRUE(waits.Answer().ok());
  EXPECT_EQ(store.came(), 1);
}

TEST(ServerWrite, HandlesALargeRequestOnAWorker) {
  HeldStore store;
  TestServer server({.store = &store});
  EchoRequest request;
  request.set_payload(std::string(100'000, 'x'));
  EXPECT_TRUE(server.Echo(request).ok());
  EXPECT_EQ(store.came(), 0);
}

size_t BytesInUse() {
  const auto memory = mallinfo2();
  return memory.uordblks + memory.hblkhd;
}

// A byte of this request becomes four and more in memory.
TEST(ServerWrite, HoldsNoRequestsThatGrowWhileTheyWait) {
  constexpr size_t kCalls = 50;
  EchoRequest request;
  for (int i = 0; i < 65'000; ++i) request.add_numbers(1);
  HeldStore store;
  TestServer server({.store = &store});
  const size_t before = BytesInUse();
  std::vector<std::unique_ptr<Calling>> calls;
  std::vector<storage::QueuedWrite*> writes;
  for (size_t i = 0; i < kCalls; ++i) {
    calls.push_back(std::make_unique<Calling>(server, kEcho, request));
  }
  for (size_t i = 0; i < kCalls; ++i) writes.push_back(&store.Next());
  // What was sent and what came, twice over.
  EXPECT_LT(BytesInUse() - before, kCalls * 4 * request.ByteSizeLong());
  for (storage::QueuedWrite* write : writes) write->Done(RunBody(*write));
  for (const auto& call : calls) {
    ASSERT_TRUE(call->Answer().ok()) << call->Answer().status();
    EXPECT_EQ(call->Answer()->echo().numbers_size(), request.numbers_size());
  }
}

TEST(ServerWrite, RefusesAForbiddenCallWithoutTheStore) {
  HeldStore store;
  TestServer server({.store = &store});
  CallOptions options = TestServer::AsAlice();
  options.bearer_token = "nobody";
  ExpectError(server.Echo({}, options).status(), errors::v1::ERROR_REASON_PERMISSION_MISSING);
  EXPECT_THAT(server.guard.records(),
              ElementsAre("nobody " + std::string(kEcho) + " PERMISSION_DENIED"));
  EXPECT_EQ(store.came(), 0);
}

TEST(ServerWrite, DrainWaitsForTheStore) {
  HeldStore store;
  TestServer server({.store = &store});
  Calling call(server, kEcho);
  storage::QueuedWrite& write = store.Next();
  std::jthread drain([&] { EXPECT_TRUE(server.server().Drain(absl::Seconds(25)).ok()); });
  write.Done(RunBody(write));
  EXPECT_TRUE(call.Answer().ok());
}

}  // namespace
}  // namespace peerchallenge::rpc

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/rpc/test_server.h"

// Calls of methods that are registered by ServiceMethods::Quick().
namespace peerchallenge::rpc {
namespace {

ServerOptions OneWorker() {
  ServerOptions options;
  options.workers = 1;
  return options;
}

// Keeps the threads that its calls ran on.
class Threads {
 public:
  Handlers QuickHandlers() {
    return {.echo =
                [this](const Call&, const EchoRequest&) {
                  last = std::this_thread::get_id();
                  return EchoResponse();
                },
            .quick = true};
  }
  std::thread::id last;
};

TEST(ServerQuick, ALoneCallNeedsNoWorker) {
  Threads threads;
  TestServer server(threads.QuickHandlers(), OneWorker());
  ASSERT_TRUE(  // what is sensitive is written to the audit log, and so never quick
      server.channel().Unary<EchoResponse>(kSensitive, EchoRequest(), TestServer::AsAlice()).ok());
  const std::thread::id worker = threads.last;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(server.Echo().ok());
    EXPECT_NE(threads.last, worker);
  }
  ASSERT_TRUE(
      server.channel().Unary<EchoResponse>(kSensitive, EchoRequest(), TestServer::AsAlice()).ok());
  EXPECT_EQ(threads.last, worker);
}

TEST(ServerQuick, ACallDuringAnotherWaitsForAWorker) {
  Tally begun;
  Tally released;
  TestServer server({.echo =
                         [&](const Call&, const EchoRequest&) {
                           begun.Add();
                           EXPECT_TRUE(released.WaitFor(1));
                           return EchoResponse();
                         },
                     .quick = true},
                    OneWorker());
  std::jthread on_worker([&] {
    EXPECT_TRUE(server.channel()
                    .Unary<EchoResponse>(kSensitive, EchoRequest(), TestServer::AsAlice())
                    .ok());
  });
  ASSERT_TRUE(begun.WaitFor(1));
  CallOptions soon = TestServer::AsAlice();
  soon.deadline = absl::Now() + absl::Milliseconds(100);
  ExpectError(server.Echo({}, soon).status(), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_EQ(begun.count(), 1);
  released.Add();
}

TEST(ServerQuick, HidesWhatAHandlerThrows) {
  TestServer server(
      {.echo = [](const Call&, const EchoRequest&) -> absl::StatusOr<EchoResponse> { throw 42; },
       .quick = true},
      OneWorker());
  ExpectError(server.Echo().status(), errors::v1::ERROR_REASON_INTERNAL);
}

}  // namespace
}  // namespace peerchallenge::rpc

#include "common/rpc/client.h"

#include "common/rpc/peer.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

TEST(Client, TellsThatNobodyAnswers) {
  std::string nobody_here;
  {
    TestServer server;
    nobody_here = server.address();
  }
  const auto channel = OpenChannel(nobody_here).value();
  const absl::Status unary =
      channel->Unary<EchoResponse>(kEcho, EchoRequest(), TestServer::AsAlice()).status();
  ExpectError(unary, errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  EXPECT_EQ(MetadataOf(unary, "service"), nobody_here);
  auto stream = channel->Stream<EchoResponse>(kWatch, EchoRequest(), TestServer::AsAlice());
  ExpectError(stream.Next().status(), errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  ExpectError(stream.Next().status(), errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE);
}

TEST(Client, DoesNotSendACallWhoseDeadlineHasPassed) {
  TestServer server;
  CallOptions options = TestServer::AsAlice();
  options.deadline = absl::Now() - absl::Seconds(1);
  ExpectError(server.Echo({}, options).status(), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
}

TEST(Client, DoesNotSendACallThatIsCancelledAlready) {
  TestServer server;
  std::stop_source stop;
  stop.request_stop();
  CallOptions options = TestServer::AsAlice();
  options.cancelled = stop.get_token();
  ExpectError(server.Echo({}, options).status(), errors::v1::ERROR_REASON_CANCELLED);
}

TEST(Client, RefusesAnEmptyTarget) {
  ExpectError(OpenChannel("").status(), errors::v1::ERROR_REASON_FIELD_INVALID);
}

TEST(Peer, PassesACallOnButForWhoMadeIt) {
  Call seen;
  TestServer server({.echo = [&seen](const Call& call, const EchoRequest&) {
    seen = call;
    return EchoResponse();
  }});
  Peer peer("evidence");
  peer.Connect(server.NewChannel(), "account");
  std::stop_source stop;
  Call call;
  call.deadline = absl::Now() + absl::Seconds(20);
  call.bearer_token = "alice";
  call.request_id = "id";
  call.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  call.cancelled = stop.get_token();
  const auto ask = [&](absl::Duration limit) {
    return peer.Unary<EchoResponse>(kEcho, EchoRequest(), Within(call), limit).status();
  };
  ASSERT_TRUE(ask(absl::Minutes(1)).ok());
  EXPECT_EQ(seen.caller.subject, "account");
  EXPECT_EQ(seen.request_id, call.request_id);
  EXPECT_EQ(seen.traceparent, call.traceparent);
  EXPECT_LT(absl::AbsDuration(seen.deadline - call.deadline), absl::Seconds(1));
  ASSERT_TRUE(ask(absl::Seconds(10)).ok());
  EXPECT_LT(seen.deadline, call.deadline);
  stop.request_stop();
  ExpectError(ask(absl::Minutes(1)), errors::v1::ERROR_REASON_CANCELLED);
}

}  // namespace
}  // namespace peerchallenge::rpc

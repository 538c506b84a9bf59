#include "common/rpc/client.h"

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

TEST(Client, CarriesTheCallItActsFor) {
  std::stop_source stop;
  Call call;
  call.deadline = absl::Now() + absl::Seconds(5);
  call.bearer_token = "token";
  call.request_id = "id";
  call.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  call.cancelled = stop.get_token();
  const CallOptions options = OnBehalfOf(call, absl::Minutes(1));
  EXPECT_EQ(options.deadline, call.deadline);
  EXPECT_EQ(options.bearer_token, "token");
  EXPECT_EQ(options.request_id, "id");
  EXPECT_EQ(options.traceparent, call.traceparent);
  EXPECT_EQ(options.cancelled, call.cancelled);
  EXPECT_LT(OnBehalfOf(call, absl::Seconds(1)).deadline, call.deadline);
}

}  // namespace
}  // namespace peerchallenge::rpc

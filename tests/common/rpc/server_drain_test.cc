#include <chrono>
#include <thread>
#include <vector>

#include "common/rpc/channel_stream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

constexpr absl::Duration kLongGrace = absl::Seconds(25);

// A stream that never has anything to tell.
class Silent final : public Stream {
 public:
  explicit Silent(Tally& opened) : opened_(opened) {}
  void SetWake(std::function<void()>) override {}
  absl::StatusOr<StreamStep> Next() override {
    opened_.Add();
    return StreamStep(Wait{});
  }

 private:
  Tally& opened_;
};

TEST(ServerDrain, ClosesOpenStreamsAtOnceAndTellsThemToResume) {
  Tally opened;
  TestServer server({.watch = [&opened](const Call&, const EchoRequest&) {
    return std::make_unique<Silent>(opened);
  }});
  auto reader = server.channel().Stream<EchoResponse>(kWatch, EchoRequest(), TestServer::AsAlice());
  ASSERT_TRUE(opened.WaitFor(1));
  const absl::Time start = absl::Now();
  EXPECT_TRUE(server.server().Drain(kLongGrace).ok());
  EXPECT_LT(absl::Now() - start, kLongGrace / 2);
  ExpectError(reader.Next().status(), errors::v1::ERROR_REASON_DRAINING);
}

TEST(ServerDrain, LetsARunningCallEndAndRefusesNewOnes) {
  Tally begun;
  std::stop_source refused;
  Tally new_call_refused;
  TestServer server({.echo = [&](const Call&, const EchoRequest&) {
    begun.Add();
    EXPECT_TRUE(new_call_refused.WaitFor(1));
    return EchoResponse();
  }});
  std::jthread running([&] { EXPECT_TRUE(server.Echo().ok()); });
  ASSERT_TRUE(begun.WaitFor(1));
  std::jthread drain([&] { EXPECT_TRUE(server.server().Drain(kLongGrace).ok()); });
  const auto channel = server.NewChannel();
  absl::Status status;
  while (
      status.ok()) {  // until the drain has begun, a new call waits in the handler: give it up soon
    CallOptions options = TestServer::AsAlice();
    options.deadline = absl::Now() + absl::Milliseconds(200);
    status = channel->Unary<EchoResponse>(kEcho, EchoRequest(), options).status();
    if (absl::IsDeadlineExceeded(status)) status = absl::OkStatus();
  }
  ExpectError(status, errors::v1::ERROR_REASON_DRAINING);
  new_call_refused.Add();
}

// Also those that come when all others have ended and gRPC could close its connections.
TEST(ServerDrain, TellsEveryClientThatStillCalls) {
  TestServer server;
  constexpr int kClients = 16;
  Tally calling;
  std::vector<std::jthread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      const auto channel = server.NewChannel();
      absl::Status status;
      for (int calls = 0; status.ok(); ++calls) {
        if (calls == 1) calling.Add();
        status = channel->Unary<EchoResponse>(kEcho, EchoRequest(), TestServer::AsAlice()).status();
      }
      ExpectError(status, errors::v1::ERROR_REASON_DRAINING);
    });
  }
  ASSERT_TRUE(calling.WaitFor(kClients));
  EXPECT_TRUE(server.server().Drain(kLongGrace).ok());
}

TEST(ServerDrain, CancelsACallThatOutlastsTheGrace) {
  Tally begun;
  TestServer server({.echo = [&](const Call& call, const EchoRequest&) {
    begun.Add();
    Tally stopped;
    const std::stop_callback on_stop(call.cancelled, [&stopped] { stopped.Add(); });
    EXPECT_TRUE(stopped.WaitFor(1));
    return EchoResponse();
  }});
  std::jthread running(
      [&] { EXPECT_EQ(server.Echo().status().code(), absl::StatusCode::kUnavailable); });
  ASSERT_TRUE(begun.WaitFor(1));
  EXPECT_TRUE(server.server().Drain(absl::Milliseconds(100)).ok());
}

TEST(ServerDrain, SaysSoWhenAHandlerDoesNotStop) {
  Tally begun;
  Tally released;
  TestServer server({.echo = [&](const Call&, const EchoRequest&) {
    begun.Add();
    EXPECT_TRUE(released.WaitFor(1));
    return EchoResponse();
  }});
  std::jthread running([&] { EXPECT_FALSE(server.Echo().ok()); });
  ASSERT_TRUE(begun.WaitFor(1));
  EXPECT_EQ(server.server().Drain(absl::Milliseconds(50)).code(),
            absl::StatusCode::kDeadlineExceeded);
  released.Add();
}

TEST(ServerDrain, EndsTheJobBehindAStream) {
  Tally begun;
  Tally ended;
  TestServer server({.watch = [&](const Call&, const EchoRequest&) {
    return std::make_unique<ChannelStream>(1, [&](ChannelStream::Writer& writer) {
      begun.Add();
      Tally stopped;
      const std::stop_callback on_stop(writer.stop(), [&stopped] { stopped.Add(); });
      EXPECT_TRUE(stopped.WaitFor(1));
      ended.Add();
      return absl::OkStatus();
    });
  }});
  auto reader = server.channel().Stream<EchoResponse>(kWatch, EchoRequest(), TestServer::AsAlice());
  ASSERT_TRUE(begun.WaitFor(1));
  EXPECT_TRUE(server.server().Drain(kLongGrace).ok());
  EXPECT_EQ(ended.count(), 1);
}

// Takes nothing to its end, and tells when it is gone.
class Bottomless final : public ClientStream<EchoRequest, EchoResponse> {
 public:
  Bottomless(Tally& taken, Tally& destroyed) : taken_(taken), destroyed_(destroyed) {}
  ~Bottomless() override { destroyed_.Add(); }
  absl::Status Take(const EchoRequest&) override {
    taken_.Add();
    return absl::OkStatus();
  }
  absl::StatusOr<EchoResponse> Finish() override { return EchoResponse(); }

 private:
  Tally& taken_;
  Tally& destroyed_;
};

TEST(ServerDrain, ClosesClientStreamsAtOnceAndTellsThemToResume) {
  Tally taken;
  Tally destroyed;
  TestServer server(
      {.collect = [&](const Call&) { return std::make_unique<Bottomless>(taken, destroyed); }});
  auto sender = server.channel().ClientStream<EchoResponse>(kCollect, TestServer::AsAlice());
  ASSERT_TRUE(sender.Send(EchoRequest()));
  ASSERT_TRUE(taken.WaitFor(1));
  const absl::Time start = absl::Now();
  EXPECT_TRUE(server.server().Drain(kLongGrace).ok());
  EXPECT_LT(absl::Now() - start, kLongGrace / 2);
  EXPECT_EQ(destroyed.count(), 1);
  ExpectError(sender.Finish().status(), errors::v1::ERROR_REASON_DRAINING);
}

TEST(ServerDrain, HappensOnce) {
  TestServer server;
  EXPECT_TRUE(server.server().Drain(absl::ZeroDuration()).ok());
  EXPECT_TRUE(server.server().Drain(absl::ZeroDuration()).ok());
}

}  // namespace
}  // namespace peerchallenge::rpc

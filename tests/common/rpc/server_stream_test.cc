#include <deque>
#include <latch>
#include <thread>

#include "common/rpc/channel_stream.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

std::unique_ptr<EchoResponse> Reply(const std::string& text) {
  auto response = std::make_unique<EchoResponse>();
  response->mutable_echo()->set_text(text);
  return response;
}

// A stream that a test feeds. Its inlet outlives it and tells when it is gone.
class Fed final : public Stream {
 public:
  struct Inlet {
    environment::Mutex mutex;
    std::deque<absl::StatusOr<StreamStep>> steps;
    std::function<void()> wake;
    Tally pulled;
    Tally found_nothing;
    Tally destroyed;

    void Feed(absl::StatusOr<StreamStep> step) {
      const environment::MutexLock lock(mutex);
      steps.push_back(std::move(step));
      if (wake) wake();
    }
  };

  explicit Fed(Inlet& inlet) : inlet_(inlet) {}
  ~Fed() override {
    {
      const environment::MutexLock lock(inlet_.mutex);
      inlet_.wake = nullptr;
    }
    inlet_.destroyed.Add();
  }

  void SetWake(std::function<void()> wake) override {
    const environment::MutexLock lock(inlet_.mutex);
    inlet_.wake = std::move(wake);
  }
  absl::StatusOr<StreamStep> Next() override {
    inlet_.pulled.Add();
    const environment::MutexLock lock(inlet_.mutex);
    absl::StatusOr<StreamStep> step = StreamStep(Wait{});
    if (inlet_.steps.empty()) {
      inlet_.found_nothing.Add();
    } else {
      step = std::move(inlet_.steps.front());
      inlet_.steps.pop_front();
    }
    return step;
  }

 private:
  Inlet& inlet_;
};

Handlers Feeding(Fed::Inlet& inlet) {
  Handlers handlers;
  handlers.watch = [&inlet](const Call&, const EchoRequest&) {
    return std::make_unique<Fed>(inlet);
  };
  return handlers;
}

Reader<EchoResponse> Watch(TestServer& server, const CallOptions& options = TestServer::AsAlice()) {
  return server.channel().Stream<EchoResponse>(kWatch, EchoRequest(), options);
}

std::string TextOf(const absl::StatusOr<std::optional<EchoResponse>>& message) {
  if (!message.ok()) return std::string(message.status().message());
  return *message ? (*message)->echo().text() : "(end)";
}

TEST(ServerStream, GivesTheMessagesInOrderThenTheEnd) {
  Fed::Inlet inlet;
  for (const char* text : {"a", "b", "c"}) inlet.Feed(StreamStep(Reply(text)));
  inlet.Feed(StreamStep(End{}));
  TestServer server(Feeding(inlet));
  auto reader = Watch(server);
  for (const char* text : {"a", "b", "c", "(end)", "(end)"}) EXPECT_EQ(TextOf(reader.Next()), text);
  EXPECT_TRUE(inlet.destroyed.WaitFor(1));
}

TEST(ServerStream, ComesBackWhenTheStreamWakesIt) {
  Fed::Inlet inlet;
  TestServer server(Feeding(inlet));
  auto reader = Watch(server);
  for (int i = 1; i <= 100; ++i) {
    ASSERT_TRUE(inlet.found_nothing.WaitFor(i));
    inlet.Feed(StreamStep(Reply(std::to_string(i))));
    EXPECT_EQ(TextOf(reader.Next()), std::to_string(i));
  }
}

TEST(ServerStream, LosesNoMessageOfManyThatWakeItAtOnce) {
  Fed::Inlet inlet;
  TestServer server(Feeding(inlet));
  auto reader = Watch(server);
  ASSERT_TRUE(inlet.pulled.WaitFor(1));
  std::jthread feeder([&inlet] {
    for (int i = 0; i < 5'000; ++i) inlet.Feed(StreamStep(Reply(std::to_string(i))));
    inlet.Feed(StreamStep(End{}));
  });
  for (int i = 0; i < 5'000; ++i) ASSERT_EQ(TextOf(reader.Next()), std::to_string(i));
  EXPECT_EQ(TextOf(reader.Next()), "(end)");
}

TEST(ServerStream, EndsWithTheErrorOfTheStream) {
  Fed::Inlet inlet;
  inlet.Feed(StreamStep(Reply("a")));
  inlet.Feed(errors::Make(errors::v1::ERROR_REASON_WATCHER_TOO_SLOW, "too slow"));
  TestServer server(Feeding(inlet));
  auto reader = Watch(server);
  EXPECT_EQ(TextOf(reader.Next()), "a");
  ExpectError(reader.Next().status(), errors::v1::ERROR_REASON_WATCHER_TOO_SLOW);
  EXPECT_TRUE(inlet.destroyed.WaitFor(1));
}

TEST(ServerStream, EndsWithTheTokenBeforeItGivesAnythingMore) {
  Fed::Inlet inlet;
  inlet.Feed(StreamStep(Reply("a")));
  TestServer server(Feeding(inlet));
  auto reader = Watch(server);
  EXPECT_EQ(TextOf(reader.Next()), "a");
  ASSERT_TRUE(inlet.found_nothing.WaitFor(1));
  server.authenticator.ExpireTokens();
  inlet.Feed(StreamStep(Reply("b")));
  ExpectError(reader.Next().status(), errors::v1::ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_TRUE(inlet.destroyed.WaitFor(1));
}

TEST(ServerStream, CarriesTheAnswerToAQuestionThoughTheTokenHasEnded) {
  std::latch expired(1);
  TestServer server({.watch = [&](const Call&, const EchoRequest&) {
    return std::make_unique<ChannelStream>(1, [&](ChannelStream::Writer& writer) {
      writer.Push(Reply("a"));
      expired.wait();
      writer.Push(Reply("b"));
      return absl::OkStatus();
    });
  }});
  auto reader = Watch(server);
  EXPECT_EQ(TextOf(reader.Next()), "a");
  server.authenticator.ExpireTokens();
  expired.count_down();
  EXPECT_EQ(TextOf(reader.Next()), "b");
  EXPECT_EQ(TextOf(reader.Next()), "(end)");
}

TEST(ServerStream, RefusesWhatUnaryCallsAreRefusedFor) {
  Fed::Inlet inlet;
  TestServer server(Feeding(inlet));
  CallOptions options = TestServer::AsAlice();
  options.bearer_token = "";
  ExpectError(Watch(server, options).Next().status(), errors::v1::ERROR_REASON_CREDENTIALS_MISSING);
  options.bearer_token = "nobody";
  ExpectError(Watch(server, options).Next().status(), errors::v1::ERROR_REASON_PERMISSION_MISSING);
  EchoResponse not_a_request;
  not_a_request.mutable_echo()->set_payload("\xFF\xFE");
  auto reader = server.channel().Stream<EchoResponse>(kWatch, not_a_request, TestServer::AsAlice());
  ExpectError(reader.Next().status(), errors::v1::ERROR_REASON_MALFORMED_REQUEST);
  EXPECT_EQ(inlet.pulled.count(), 0);
}

TEST(ServerStream, LooksUpStoredGrantsOnAWorker) {
  Fed::Inlet inlet;
  inlet.Feed(StreamStep(Reply("a")));
  TestServer server(Feeding(inlet));
  server.authenticator.LookUpGrants();
  EXPECT_EQ(Watch(server).Next()->value().echo().text(), "a");
  CallOptions as_nobody = TestServer::AsAlice();
  as_nobody.bearer_token = "nobody";
  ExpectError(Watch(server, as_nobody).Next().status(),
              errors::v1::ERROR_REASON_PERMISSION_MISSING);
  EXPECT_EQ(server.guard.records().size(), 1U);
  server.authenticator.LookUpGrants(
      errors::Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE, "away"));
  ExpectError(Watch(server).Next().status(), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

TEST(ServerStream, HidesWhatAStreamThrows) {
  TestServer server(
      {.watch = [](const Call&, const EchoRequest&) -> absl::StatusOr<std::unique_ptr<Stream>> {
        throw std::runtime_error("secret");
      }});
  ExpectError(Watch(server).Next().status(), errors::v1::ERROR_REASON_INTERNAL);
}

TEST(ServerStream, RefusesAMessageOfAnotherTypeThanTheMethods) {
  Fed::Inlet inlet;
  inlet.Feed(StreamStep(std::make_unique<EchoRequest>()));
  TestServer server(Feeding(inlet));
  ExpectError(Watch(server).Next().status(), errors::v1::ERROR_REASON_INTERNAL);
}

TEST(ServerStream, DestroysTheStreamOfAClientThatGoesAway) {
  Fed::Inlet inlet;
  TestServer server(Feeding(inlet));
  {
    auto reader = Watch(server);
    ASSERT_TRUE(inlet.pulled.WaitFor(1));
  }
  EXPECT_TRUE(inlet.destroyed.WaitFor(1));
}

TEST(ServerStream, EndsAtTheDeadline) {
  Fed::Inlet inlet;
  TestServer server(Feeding(inlet));
  CallOptions options = TestServer::AsAlice();
  options.deadline = absl::Now() + absl::Milliseconds(100);
  ExpectError(Watch(server, options).Next().status(), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_TRUE(inlet.destroyed.WaitFor(1));
}

TEST(ServerStream, BoundsTheStreamsOfACallerAndOfAll) {
  Fed::Inlet inlet;
  ServerOptions limits;
  limits.max_streams = 3;
  limits.max_streams_per_caller = 2;
  TestServer server(Feeding(inlet), limits);
  CallOptions as_bob = TestServer::AsAlice();
  as_bob.bearer_token = "bob";
  auto first = std::make_unique<Reader<EchoResponse>>(Watch(server));
  auto second = Watch(server);
  ASSERT_TRUE(inlet.pulled.WaitFor(2));
  const absl::Status too_many_of_alice = Watch(server).Next().status();
  ExpectError(too_many_of_alice, errors::v1::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_EQ(MetadataOf(too_many_of_alice, "quota"), "streams_per_caller");
  auto third = Watch(server, as_bob);
  ASSERT_TRUE(inlet.pulled.WaitFor(3));
  const absl::Status too_many = Watch(server, as_bob).Next().status();
  ExpectError(too_many, errors::v1::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_EQ(MetadataOf(too_many, "quota"), "streams");
}

TEST(ServerStream, TakesANewStreamInPlaceOfOneThatEnded) {
  Fed::Inlet inlet;
  ServerOptions limits;
  limits.max_streams = 1;
  TestServer server(Feeding(inlet), limits);
  inlet.Feed(StreamStep(End{}));
  auto first = Watch(server);
  EXPECT_EQ(TextOf(first.Next()), "(end)");
  inlet.Feed(StreamStep(End{}));
  // The client may hear of the end a moment before the server has put the first one away.
  absl::StatusOr<std::optional<EchoResponse>> next = Watch(server).Next();
  while (errors::ReasonOf(next.status()) == errors::v1::ERROR_REASON_QUOTA_EXCEEDED)
    next = Watch(server).Next();
  EXPECT_EQ(TextOf(next), "(end)");
}

// The slow client's connection is full, so its stream is pulled no further; the other one is served
// all the same.
TEST(ServerStream, HoldsBackOnlyTheStreamOfASlowClient) {
  constexpr int kMessages = 64;
  Tally given_to_slow;
  TestServer server({.watch = [&](const Call& call,
                                  const EchoRequest&) -> absl::StatusOr<std::unique_ptr<Stream>> {
    const bool slow = call.caller.subject == "slow";
    return std::make_unique<ChannelStream>(
        1, [&given_to_slow, slow](ChannelStream::Writer& writer) {
          for (int i = 0; i < kMessages; ++i) {
            auto message = Reply("");
            message->mutable_echo()->set_payload(std::string(1 << 20, 'x'));
            if (!writer.Push(std::move(message))) break;
            if (slow) given_to_slow.Add();
          }
          return absl::OkStatus();
        });
  }});
  CallOptions as_slow = TestServer::AsAlice();
  as_slow.bearer_token = "slow";
  const auto slow_channel = server.NewChannel();
  auto slow = slow_channel->Stream<EchoResponse>(kWatch, EchoRequest(), as_slow);
  ASSERT_TRUE(given_to_slow.WaitFor(1));
  auto quick = Watch(server);
  int received = 0;
  while (TextOf(quick.Next()) != "(end)") ++received;
  EXPECT_EQ(received, kMessages);
  EXPECT_LT(given_to_slow.count(), kMessages);
}

}  // namespace
}  // namespace peerchallenge::rpc

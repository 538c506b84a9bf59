#include <latch>
#include <stdexcept>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

using testing::ElementsAre;

// What became of the streams of a server. Outlives them.
struct Seen {
  Tally taken;
  Tally finished;
  Tally destroyed;
  // What Take() gives, for a message of that text.
  std::function<absl::Status(const std::string& text)> take = [](const std::string&) {
    return absl::OkStatus();
  };
  absl::Status finish;
};

// Answers the texts that came, one after the other.
class Collector final : public ClientStream<EchoRequest, EchoResponse> {
 public:
  explicit Collector(Seen& seen) : seen_(seen) {}
  ~Collector() override { seen_.destroyed.Add(); }

  absl::Status Take(const EchoRequest& message) override {
    absl::Status status = seen_.take(message.text());
    text_ += message.text();
    bytes_ += message.payload().size();
    seen_.taken.Add();
    return status;
  }
  absl::StatusOr<EchoResponse> Finish() override {
    seen_.finished.Add();
    if (!seen_.finish.ok()) return seen_.finish;
    EchoResponse response;
    response.mutable_echo()->set_text(text_);
    response.mutable_echo()->add_numbers(static_cast<int32_t>(bytes_));
    return response;
  }

 private:
  Seen& seen_;
  std::string text_;
  size_t bytes_ = 0;
};

Handlers Collecting(Seen& seen) {
  Handlers handlers;
  handlers.collect = [&seen](const Call&) { return std::make_unique<Collector>(seen); };
  return handlers;
}

Sender<EchoResponse> Collect(TestServer& server, const CallOptions& options = TestServer::AsAlice(),
                             const std::string& method = kCollect) {
  return server.channel().ClientStream<EchoResponse>(method, options);
}

EchoRequest Text(const std::string& text) {
  EchoRequest request;
  request.set_text(text);
  return request;
}

EchoRequest OfBytes(size_t bytes) {
  EchoRequest request;
  request.set_payload(std::string(bytes, 'x'));
  return request;
}

TEST(ServerClientStream, TakesTheMessagesInOrderThenAnswers) {
  Seen seen;
  TestServer server(Collecting(seen));
  auto sender = Collect(server);
  for (const char* text : {"a", "", "b", "c"}) ASSERT_TRUE(sender.Send(Text(text)));
  const auto answer = sender.Finish();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->echo().text(), "abc");
  EXPECT_EQ(seen.taken.count(), 4);
  EXPECT_EQ(seen.destroyed.count(), 1);  // before the answer left
}

TEST(ServerClientStream, AnswersAStreamWithoutMessages) {
  Seen seen;
  TestServer server(Collecting(seen));
  EXPECT_TRUE(Collect(server).Finish().ok());
  EXPECT_EQ(seen.taken.count(), 0);
}

TEST(ServerClientStream, AnswersInProcess) {
  Seen seen;
  TestServer server(Collecting(seen));
  const auto channel = server.server().InProcess();
  auto sender = channel->ClientStream<EchoResponse>(kCollect, TestServer::AsAlice());
  ASSERT_TRUE(sender.Send(Text("a")));
  EXPECT_EQ(sender.Finish()->echo().text(), "a");
}

TEST(ServerClientStream, TakesManyStreamsOfManyMessagesAtOnce) {
  Seen seen;
  TestServer server(Collecting(seen));
  std::vector<std::jthread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([&server] {
      std::string sent;
      auto sender = Collect(server);
      for (int i = 0; i < 500; ++i) {
        sent += std::to_string(i);
        ASSERT_TRUE(sender.Send(Text(std::to_string(i))));
      }
      EXPECT_EQ(sender.Finish()->echo().text(), sent);
    });
  }
  clients.clear();
  EXPECT_EQ(seen.destroyed.count(), 8);
}

TEST(ServerClientStream, EndsWithTheErrorOfAMessageAndTakesNoMore) {
  Seen seen;
  seen.take = [](const std::string& text) {
    return text == "b" ? errors::InvalidField("text", text, "no b") : absl::OkStatus();
  };
  TestServer server(Collecting(seen));
  auto sender = Collect(server);
  for (const char* text : {"a", "b", "c"}) {
    if (!sender.Send(Text(text))) break;
  }
  ExpectError(sender.Finish().status(), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(seen.taken.count(), 2);
  EXPECT_EQ(seen.finished.count(), 0);
  EXPECT_EQ(seen.destroyed.count(), 1);
}

// Calls that end while reads are on their way to the transport.
TEST(ServerClientStream, EndsInTheMiddleOfAClientThatGoesOnSending) {
  constexpr int kRounds = 150;
  constexpr int kClients = 4;
  Seen seen;
  seen.take = [](const std::string& text) {
    return text == "b" ? errors::InvalidField("text", text, "no b") : absl::OkStatus();
  };
  TestServer server(Collecting(seen));
  std::vector<std::jthread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&server, client] {
      for (int round = 0; round < kRounds; ++round) {
        auto sender = Collect(server);
        for (int i = 0; i < (round + client) % 7; ++i) sender.Send(Text("a"));
        while (sender.Send(Text("b"))) {
        }
        ExpectError(sender.Finish().status(), errors::v1::ERROR_REASON_FIELD_INVALID);
      }
    });
  }
  clients.clear();
  EXPECT_EQ(seen.destroyed.count(), kRounds * kClients);
}

TEST(ServerClientStream, EndsWithTheErrorOfTheAnswer) {
  Seen seen;
  seen.finish = errors::Make(errors::v1::ERROR_REASON_WRONG_STATE, "not yet");
  TestServer server(Collecting(seen));
  ExpectError(Collect(server).Finish().status(), errors::v1::ERROR_REASON_WRONG_STATE);
}

TEST(ServerClientStream, EndsWithTheErrorOfItsHandler) {
  TestServer server(
      {.collect = [](const Call&)
           -> absl::StatusOr<std::unique_ptr<ClientStream<EchoRequest, EchoResponse>>> {
        return errors::Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE, "no disk");
      }});
  ExpectError(Collect(server).Finish().status(), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

TEST(ServerClientStream, HidesWhatIsThrown) {
  Seen seen;
  seen.take = [](const std::string&) -> absl::Status { throw std::runtime_error("secret"); };
  TestServer server(Collecting(seen));
  auto sender = Collect(server);
  sender.Send(Text("a"));
  const absl::Status status = sender.Finish().status();
  ExpectError(status, errors::v1::ERROR_REASON_INTERNAL);
  EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr("secret")));
}

TEST(ServerClientStream, RefusesWhatUnaryCallsAreRefusedFor) {
  Seen seen;
  TestServer server(Collecting(seen));
  CallOptions options = TestServer::AsAlice();
  options.bearer_token = "";
  ExpectError(Collect(server, options).Finish().status(),
              errors::v1::ERROR_REASON_CREDENTIALS_MISSING);
  options.bearer_token = "nobody";
  ExpectError(Collect(server, options).Finish().status(),
              errors::v1::ERROR_REASON_PERMISSION_MISSING);
  EXPECT_THAT(server.guard.records(),
              ElementsAre("nobody peerchallenge.rpctest.v1.EchoService/Collect PERMISSION_DENIED"));
  auto malformed = Collect(server);
  EchoResponse not_a_request;
  not_a_request.mutable_echo()->set_payload("\xFF\xFE");
  malformed.Send(not_a_request);
  ExpectError(malformed.Finish().status(), errors::v1::ERROR_REASON_MALFORMED_REQUEST);
  EXPECT_EQ(seen.taken.count(), 0);
}

TEST(ServerClientStream, RefusesALargeMessageWithItsSize) {
  Seen seen;
  TestServer server(Collecting(seen));
  auto sender = Collect(server);
  sender.Send(OfBytes(1'000'000));
  sender.Send(OfBytes(5'000'000));
  const absl::Status status = sender.Finish().status();
  ExpectError(status, errors::v1::ERROR_REASON_REQUEST_TOO_LARGE);
  EXPECT_EQ(MetadataOf(status, "actual_bytes"), std::to_string(OfBytes(5'000'000).ByteSizeLong()));
  EXPECT_EQ(seen.taken.count(), 1);
}

TEST(ServerClientStream, EndsWithTheTokenBeforeItTakesAnythingMore) {
  Seen seen;
  TestServer server(Collecting(seen));
  auto sender = Collect(server);
  ASSERT_TRUE(sender.Send(Text("a")));
  ASSERT_TRUE(seen.taken.WaitFor(1));
  server.authenticator.ExpireTokens();
  sender.Send(Text("b"));
  ExpectError(sender.Finish().status(), errors::v1::ERROR_REASON_TOKEN_EXPIRED);
  EXPECT_EQ(seen.taken.count(), 1);
}

TEST(ServerClientStream, IsAuditedWithItsOutcomeAndWhatItsFirstMessageNames) {
  Seen seen;
  seen.take = [](const std::string& text) {
    return text == "b" ? errors::InvalidField("text", text, "no b") : absl::OkStatus();
  };
  TestServer server(Collecting(seen));
  for (const char* second : {"c", "b"}) {
    auto sender = Collect(server, TestServer::AsAlice(), kCollectSensitive);
    EchoRequest first = Text("a");
    first.set_name("regions/wales");
    ASSERT_TRUE(sender.Send(first));
    sender.Send(Text(second));
    EXPECT_EQ(sender.Finish().ok(), std::string(second) == "c");
  }
  const std::string record = std::string("alice ") + kCollectSensitive;
  EXPECT_THAT(server.guard.records(), ElementsAre(record + " OK regions/wales",
                                                  record + " INVALID_ARGUMENT regions/wales"));
}

TEST(ServerClientStream, IsAuditedThoughTheClientGoesAway) {
  Seen seen;
  {
    TestServer server(Collecting(seen));
    {
      auto sender = Collect(server, TestServer::AsAlice(), kCollectSensitive);
      ASSERT_TRUE(sender.Send(Text("a")));
      ASSERT_TRUE(seen.taken.WaitFor(1));
    }
    ASSERT_TRUE(seen.destroyed.WaitFor(1));
    EXPECT_TRUE(server.server().Drain(absl::Seconds(25)).ok());
    EXPECT_THAT(server.guard.records(),
                ElementsAre(std::string("alice ") + kCollectSensitive + " CANCELLED"));
  }
}

TEST(ServerClientStream, DoesNotAnswerWhatCannotBeAudited) {
  Seen seen;
  TestServer server(Collecting(seen));
  server.guard.FailRecords();
  ExpectError(Collect(server, TestServer::AsAlice(), kCollectSensitive).Finish().status(),
              errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

// The end of a broken connection is never taken for the end of what the client had to say.
TEST(ServerClientStream, DestroysTheStreamOfAClientThatGoesAwayWithoutFinishingIt) {
  constexpr int kRounds = 100;
  Seen seen;
  TestServer server(Collecting(seen));
  for (int round = 1; round <= kRounds; ++round) {
    const auto channel = server.NewChannel();
    auto sender = channel->ClientStream<EchoResponse>(kCollect, TestServer::AsAlice());
    ASSERT_TRUE(sender.Send(Text("a")));
    ASSERT_TRUE(seen.taken.WaitFor(round));
  }
  EXPECT_TRUE(seen.destroyed.WaitFor(kRounds));
  EXPECT_EQ(seen.finished.count(), 0);
}

TEST(ServerClientStream, EndsAtTheDeadline) {
  Seen seen;
  TestServer server(Collecting(seen));
  CallOptions options = TestServer::AsAlice();
  options.deadline = absl::Now() + absl::Milliseconds(100);
  auto sender = Collect(server, options);
  sender.Send(Text("a"));
  EXPECT_TRUE(seen.destroyed.WaitFor(1));
  ExpectError(sender.Finish().status(), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_EQ(seen.finished.count(), 0);
}

TEST(ServerClientStream, CountsAmongTheStreamsOfItsCaller) {
  Seen seen;
  ServerOptions limits;
  limits.max_streams_per_caller = 1;
  TestServer server(Collecting(seen), limits);
  auto first = Collect(server);
  ASSERT_TRUE(first.Send(Text("a")));
  ASSERT_TRUE(seen.taken.WaitFor(1));
  EXPECT_THAT(server.metrics.Text(), testing::HasSubstr("peerchallenge_open_streams 1"));
  ExpectError(Collect(server).Finish().status(), errors::v1::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(first.Finish().ok());
}

TEST(ServerClientStream, HoldsNoWorkerWhileItsClientSendsNothing) {
  Seen seen;
  ServerOptions one_worker;
  one_worker.workers = 1;
  TestServer server(Collecting(seen), one_worker);
  auto first = Collect(server);
  auto second = Collect(server);
  ASSERT_TRUE(first.Send(Text("a")));
  ASSERT_TRUE(seen.taken.WaitFor(1));
  ASSERT_TRUE(second.Send(Text("b")));
  ASSERT_TRUE(seen.taken.WaitFor(2));
  EXPECT_TRUE(server.Echo().ok());
  EXPECT_EQ(second.Finish()->echo().text(), "b");
  EXPECT_EQ(first.Finish()->echo().text(), "a");
}

// While one message is not done with, the client can send no more than the connection holds.
TEST(ServerClientStream, HoldsBackAClientWhoseMessagesItIsNotDoneWith) {
  constexpr int kMessages = 64;
  Seen seen;
  std::latch released(1);
  std::latch begun(1);
  seen.take = [&](const std::string& text) {
    if (text == "slow") {
      begun.count_down();
      released.wait();
    }
    return absl::OkStatus();
  };
  TestServer server(Collecting(seen));
  Tally sent;
  std::jthread slow([&] {
    const auto channel = server.NewChannel();
    auto sender = channel->ClientStream<EchoResponse>(kCollect, TestServer::AsAlice());
    ASSERT_TRUE(sender.Send(Text("slow")));
    for (int i = 0; i < kMessages; ++i) {
      ASSERT_TRUE(sender.Send(OfBytes(1 << 20)));
      sent.Add();
    }
    EXPECT_EQ(sender.Finish()->echo().numbers(0), kMessages << 20);
  });
  begun.wait();
  // Others go on, and long enough for the slow one to have sent everything if nothing held it back.
  auto quick = Collect(server);
  for (int i = 0; i < kMessages; ++i) ASSERT_TRUE(quick.Send(OfBytes(1 << 20)));
  EXPECT_TRUE(quick.Finish().ok());
  EXPECT_LE(sent.count(), 16);
  released.count_down();
}

TEST(ServerClientStream, IsRefusedWhenTooManyCallsWait) {
  Seen seen;
  std::latch released(1);
  Tally begun;
  Handlers handlers = Collecting(seen);
  handlers.echo = [&](const Call&, const EchoRequest&) {
    begun.Add();
    released.wait();
    return EchoResponse();
  };
  ServerOptions tight;
  tight.workers = 1;
  tight.queue_limit = 1;
  TestServer server(std::move(handlers), tight);
  std::jthread running([&] { EXPECT_TRUE(server.Echo().ok()); });
  ASSERT_TRUE(begun.WaitFor(1));
  auto queued = Collect(server);
  // The second is refused, whichever of the two comes second.
  auto other = Collect(server);
  std::vector<absl::Status> ends;
  std::jthread first([&] {
    const absl::Status end = queued.Finish().status();
    if (!end.ok()) released.count_down();
    ends.push_back(end);
  });
  const absl::Status end = other.Finish().status();
  if (!end.ok()) released.count_down();
  first.join();
  ends.push_back(end);
  EXPECT_EQ(ends[0].ok() + ends[1].ok(), 1);
  ExpectError(ends[0].ok() ? ends[1] : ends[0], errors::v1::ERROR_REASON_OVERLOADED);
}

}  // namespace
}  // namespace peerchallenge::rpc

#include <algorithm>
#include <latch>
#include <stdexcept>
#include <thread>

#include "common/observability/log_line.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

using testing::ElementsAre;

TEST(ServerUnary, AnswersWithWhatTheHandlerReturns) {
  TestServer server;
  EchoRequest request;
  request.set_text("Grüße");
  request.set_payload(std::string(100'000, 'x'));
  const auto response = server.Echo(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->echo().text(), "Grüße");
  EXPECT_EQ(response->echo().payload().size(), 100'000u);
}

TEST(ServerUnary, AnswersAnEmptyMessageWithAnEmptyMessage) {
  TestServer server({.echo = [](const Call&, const EchoRequest&) { return EchoResponse(); }});
  EXPECT_TRUE(server.Echo().ok());
}

TEST(ServerUnary, AnswersInProcess) {
  TestServer server;
  const auto channel = server.server().InProcess();
  EXPECT_TRUE(channel->Unary<EchoResponse>(kEcho, EchoRequest(), TestServer::AsAlice()).ok());
}

TEST(ServerUnary, TellsTheHandlerWhoCallsAndHow) {
  Call seen;
  TestServer server({.echo = [&seen](const Call& call, const EchoRequest&) {
    seen = call;
    return EchoResponse();
  }});
  CallOptions options = TestServer::AsAlice();
  options.request_id = "my-request.1";
  options.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  ASSERT_TRUE(server.Echo({}, options).ok());
  EXPECT_EQ(seen.caller.subject, "alice");
  EXPECT_EQ(seen.bearer_token, "alice");
  EXPECT_EQ(seen.method, kEcho);
  EXPECT_EQ(seen.request_id, options.request_id);
  EXPECT_EQ(seen.traceparent, options.traceparent);
  EXPECT_LT(absl::AbsDuration(seen.deadline - options.deadline), absl::Seconds(1));
  EXPECT_THAT(seen.peer, testing::StartsWith("ipv4:127.0.0.1:"));
}

TEST(ServerUnary, MakesARequestIdInPlaceOfOneThatDoesNotLookRight) {
  std::string seen;
  TestServer server({.echo = [&seen](const Call& call, const EchoRequest&) {
    seen = call.request_id;
    return EchoResponse();
  }});
  for (const std::string& sent : {std::string(), std::string("two words"), std::string(65, 'a')}) {
    CallOptions options = TestServer::AsAlice();
    options.request_id = sent;
    ASSERT_TRUE(server.Echo({}, options).ok());
    EXPECT_EQ(seen.size(), 36u) << "for '" << sent << "'";
  }
}

TEST(ServerUnary, LooksUpStoredGrantsOnAWorker) {
  access::Caller seen;
  TestServer server({.echo =
                         [&seen](const Call& call, const EchoRequest&) {
                           seen = call.caller;
                           return EchoResponse();
                         },
                     .quick = true});
  server.authenticator.LookUpGrants();
  ASSERT_TRUE(server.Echo().ok());
  EXPECT_EQ(seen.grants, std::vector<access::Grant>{{.role = access::v1::ROLE_AUDITOR}});
  CallOptions as_nobody = TestServer::AsAlice();
  as_nobody.bearer_token = "nobody";
  ExpectError(server.Echo({}, as_nobody).status(), errors::v1::ERROR_REASON_PERMISSION_MISSING);
  EXPECT_THAT(server.guard.records(),
              ElementsAre("nobody " + std::string(kEcho) + " PERMISSION_DENIED"));
  server.authenticator.LookUpGrants(
      errors::Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE, "away"));
  ExpectError(server.Echo().status(), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

TEST(ServerUnary, RefusesACallWithoutCredentials) {
  TestServer server;
  CallOptions options = TestServer::AsAlice();
  options.bearer_token = "";
  ExpectError(server.Echo({}, options).status(), errors::v1::ERROR_REASON_CREDENTIALS_MISSING);
  options.bearer_token = "expired";
  ExpectError(server.Echo({}, options).status(), errors::v1::ERROR_REASON_TOKEN_EXPIRED);
}

TEST(ServerUnary, RefusesAForbiddenCallBeforeItLooksAtTheRequest) {
  TestServer server;
  CallOptions options = TestServer::AsAlice();
  options.bearer_token = "nobody";
  google::rpc::ErrorInfo not_an_echo_request;  // its strings stand where Echo has numbers
  not_an_echo_request.set_domain("\xFF\xFF");
  const auto response = server.channel().Unary<EchoResponse>(kEcho, not_an_echo_request, options);
  ExpectError(response.status(), errors::v1::ERROR_REASON_PERMISSION_MISSING);
  EXPECT_EQ(MetadataOf(response.status(), "permission"), "PERMISSION_DIRECTORY_READ");
}

TEST(ServerUnary, RefusesBytesThatAreNotTheRequest) {
  TestServer server;
  EchoResponse not_an_echo_request;  // a message where the request has text
  not_an_echo_request.mutable_echo()->set_payload("\xFF\xFE");
  const auto response =
      server.channel().Unary<EchoResponse>(kEcho, not_an_echo_request, TestServer::AsAlice());
  ExpectError(response.status(), errors::v1::ERROR_REASON_MALFORMED_REQUEST);
}

TEST(ServerUnary, RefusesALargeRequestWithItsSize) {
  TestServer server;
  EchoRequest request;
  request.set_payload(std::string(5'000'000, 'x'));
  const absl::Status status = server.Echo(request).status();
  ExpectError(status, errors::v1::ERROR_REASON_REQUEST_TOO_LARGE);
  EXPECT_EQ(MetadataOf(status, "limit_bytes"), "4194304");
  EXPECT_EQ(MetadataOf(status, "actual_bytes"), std::to_string(request.ByteSizeLong()));
}

TEST(ServerUnary, RefusesWhatNoMethodTakes) {
  TestServer server({.echo = [](const Call&, const EchoRequest&) {
    ADD_FAILURE() << "the handler ran";
    return EchoResponse();
  }});
  EchoRequest request;
  (*request.mutable_labels())["key"] = std::string("a\0b", 3);
  const absl::Status status = server.Echo(request).status();
  ExpectError(status, errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(FieldsOf(status), ElementsAre("labels[0].value"));
}

TEST(ServerUnary, RefusesAMethodThatItDoesNotHave) {
  TestServer server;
  for (const char* method :
       {"peerchallenge.rpctest.v1.EchoService/Sing", "peerchallenge.rpctest.v1.Choir/Sing"}) {
    const auto response =
        server.channel().Unary<EchoResponse>(method, EchoRequest(), TestServer::AsAlice());
    ExpectError(response.status(), errors::v1::ERROR_REASON_METHOD_UNKNOWN);
  }
}

TEST(ServerUnary, HidesWhatAHandlerThrows) {
  TestServer server(
      {.echo = [](const Call&, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
        if (request.text().empty()) throw 42;
        throw std::runtime_error("secret");
      }});
  for (const char* text : {"", "standard exception"}) {
    EchoRequest request;
    request.set_text(text);
    CallOptions options = TestServer::AsAlice();
    options.request_id = "find-me";
    const absl::Status status = server.Echo(request, options).status();
    ExpectError(status, errors::v1::ERROR_REASON_INTERNAL);
    EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr("secret")));
    EXPECT_EQ(MetadataOf(status, "request_id"), "find-me");
  }
}

TEST(ServerUnary, SendsTheDetailsOfAnError) {
  TestServer server({.echo = [](const Call&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    return errors::InvalidField("review.week", "54", "1 to 53");
  }});
  const absl::Status status = server.Echo().status();
  ExpectError(status, errors::v1::ERROR_REASON_FIELD_INVALID);
  const auto details = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(details.field_violations_size(), 1);
  EXPECT_EQ(details.field_violations(0).field(), "review.week");
}

// Status and details over 8 KiB would fail this call and all others of the connection.
TEST(ServerUnary, SurvivesAnErrorOfAnySize) {
  TestServer server(
      {.echo = [](const Call&, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
        if (request.text().empty()) return EchoResponse();
        return errors::Make(errors::v1::ERROR_REASON_RULE_BROKEN, std::string(20'000, '\xC3'),
                            {{"plan", std::string(20'000, 'x')}});
      }});
  EchoRequest request;
  request.set_text("fail");
  ExpectError(server.Echo(request).status(), errors::v1::ERROR_REASON_RULE_BROKEN);
  EXPECT_TRUE(server.Echo().ok());
}

TEST(ServerUnary, TakesHeadersOverEightKilobytes) {
  TestServer server;
  CallOptions options = TestServer::AsAlice();
  options.bearer_token = std::string(20'000, 't');
  EXPECT_TRUE(server.Echo({}, options).ok());
}

TEST(ServerUnary, RefusesWhatDoesNotFitInTheQueueWithATimeToComeAgain) {
  ServerOptions options;
  options.queue_limit = 0;
  options.retry_after = absl::Milliseconds(1500);
  TestServer server({}, options);
  const absl::Status status = server.Echo().status();
  ExpectError(status, errors::v1::ERROR_REASON_OVERLOADED);
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 500'000'000);
}

TEST(ServerUnary, QueuesAsManyCallsAsItIsTold) {
  Tally begun;
  std::latch release(1);
  ServerOptions options;
  options.workers = 1;
  options.queue_limit = 1;
  const auto wait = [&](const Call&, const EchoRequest&) {
    begun.Add();
    release.wait();
    return EchoResponse();
  };
  TestServer server({.echo = wait}, options);
  std::jthread running([&] { EXPECT_TRUE(server.Echo().ok()); });
  ASSERT_TRUE(begun.WaitFor(1));
  Tally refused;
  std::vector<std::jthread> others;  // one is queued, two are refused, in whatever order they come
  for (int i = 0; i < 3; ++i) {
    others.emplace_back([&] {
      if (!server.Echo().ok()) refused.Add();
    });
  }
  ASSERT_TRUE(refused.WaitFor(2));
  EXPECT_THAT(server.metrics.Text(), testing::HasSubstr("peerchallenge_queue_depth 1"));
  release.count_down();
  others.clear();
  EXPECT_EQ(refused.count(), 2);
}

TEST(ServerUnary, AnswersAThousandCallsAtOnce) {
  TestServer server;
  constexpr int kThreads = 50;
  constexpr int kCallsEach = 20;
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kCallsEach; ++i) {
          EchoRequest request;
          request.set_text(std::to_string(t * kCallsEach + i));
          const auto response = server.Echo(request);
          if (response.ok() && response->echo().text() == request.text()) ++good;
        }
      });
    }
  }
  EXPECT_EQ(good, kThreads * kCallsEach);
}

TEST(ServerUnary, TellsTheHandlerThatTheClientWentAway) {
  Tally begun;
  Tally stopped;
  TestServer server({.echo = [&](const Call& call, const EchoRequest&) {
    const std::stop_callback on_stop(call.cancelled, [&stopped] { stopped.Add(); });
    begun.Add();
    EXPECT_TRUE(stopped.WaitFor(1));
    return EchoResponse();
  }});
  std::stop_source client;
  std::jthread caller([&] {
    CallOptions options = TestServer::AsAlice();
    options.cancelled = client.get_token();
    ExpectError(server.Echo({}, options).status(), errors::v1::ERROR_REASON_CANCELLED);
  });
  ASSERT_TRUE(begun.WaitFor(1));
  client.request_stop();
  EXPECT_TRUE(stopped.WaitFor(1));
}

TEST(ServerUnary, TellsTheHandlerThatTheDeadlinePassed) {
  Tally stopped;
  TestServer server({.echo = [&](const Call& call, const EchoRequest&) {
    const std::stop_callback on_stop(call.cancelled, [&stopped] { stopped.Add(); });
    EXPECT_TRUE(stopped.WaitFor(1));
    return EchoResponse();
  }});
  CallOptions options = TestServer::AsAlice();
  options.deadline = absl::Now() + absl::Milliseconds(50);
  ExpectError(server.Echo({}, options).status(), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  EXPECT_TRUE(stopped.WaitFor(1));
}

TEST(ServerUnary, DoesNotBeginACallWhoseDeadlineHasPassed) {
  const environment::ManualClock clock(absl::Now() + absl::Hours(1));
  TestServer server({.echo = [](const Call&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
                      ADD_FAILURE() << "the handler ran";
                      return EchoResponse();
                    }},
                    {}, &clock);
  ExpectError(server.Echo().status(), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
}

// Keeps lines as text.
class Lines final : public observability::Log {
 public:
  void Write(observability::Level level, std::string_view event,
             std::span<const observability::Field> fields) override {
    const environment::MutexLock lock(mutex_);
    observability::AppendTextLine(text_, absl::Now(), level, event, fields);
    text_ += '\n';
  }
  bool Shows(observability::Level) const override { return true; }
  void Flush() override {}
  std::string text() {
    const environment::MutexLock lock(mutex_);
    return text_;
  }

 private:
  environment::Mutex mutex_;
  std::string text_;
};

TEST(ServerUnary, HidesADefectAndLogsIt) {
  const std::pair<absl::Status, errors::ErrorReason> kDefects[] = {
      {absl::NotFoundError("no people"), errors::v1::ERROR_REASON_INTERNAL},
      {errors::Make(errors::v1::ERROR_REASON_INTERNAL, "no people"),
       errors::v1::ERROR_REASON_INTERNAL},
      {errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT, "no people"),
       errors::v1::ERROR_REASON_DATA_CORRUPT}};
  for (const auto& [defect, reason] : kDefects) {
    Lines lines;
    absl::Status status;
    {
      TestServer server({.echo =
                             [&defect = defect](const Call&, const EchoRequest&) {
                               return absl::StatusOr<EchoResponse>(defect);
                             }},
                        {}, nullptr, &lines);
      CallOptions options = TestServer::AsAlice();
      options.request_id = "find-me";
      status = server.Echo({}, options).status();
    }
    ExpectError(status, reason);
    EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr("people")));
    EXPECT_EQ(MetadataOf(status, "request_id"), "find-me");
    EXPECT_THAT(lines.text(), testing::ContainsRegex("request_id=find-me .*no people"));
  }
}

TEST(ServerUnary, LogsOneLineACallAndNothingOfItsContents) {
  Lines lines;
  {
    TestServer server({.echo = [](const Call&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
                        return errors::NotFound("regions/secret-name");
                      }},
                      {}, nullptr, &lines);
    EchoRequest request;
    request.set_text("secret-text");
    CallOptions options = TestServer::AsAlice();
    options.request_id = "find-me";
    EXPECT_FALSE(server.Echo(request, options).ok());
  }
  const std::string text = lines.text();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  for (const char* part : {kEcho, "code=NOT_FOUND", "reason=RESOURCE_NOT_FOUND",
                           "request_id=find-me", "milliseconds="}) {
    EXPECT_THAT(text, testing::HasSubstr(part));
  }
  EXPECT_THAT(text, testing::Not(testing::HasSubstr("secret")));
}

TEST(ServerUnary, AuditsRefusedAndSensitiveCallsOnly) {
  TestServer server;
  CallOptions as_nobody = TestServer::AsAlice();
  as_nobody.bearer_token = "nobody";
  EXPECT_TRUE(server.Echo().ok());
  EXPECT_FALSE(server.Echo({}, as_nobody).ok());
  EXPECT_TRUE(
      server.channel().Unary<EchoResponse>(kSensitive, EchoRequest(), TestServer::AsAlice()).ok());
  EXPECT_THAT(server.guard.records(),
              ElementsAre("nobody " + std::string(kEcho) + " PERMISSION_DENIED",
                          "alice " + std::string(kSensitive) + " OK"));
}

TEST(ServerUnary, TellsTheAuditLogWhatTheCallWasAbout) {
  TestServer server;
  CallOptions as_nobody = TestServer::AsAlice();
  as_nobody.bearer_token = "nobody";
  EchoRequest request;
  request.set_name("regions/em/reviews/r");
  request.set_text("private");
  EXPECT_TRUE(server.Echo(request).ok());
  EXPECT_FALSE(server.Echo(request, as_nobody).ok());
  EXPECT_FALSE(server.channel().Stream<EchoResponse>(kWatch, request, as_nobody).Next().ok());
  EXPECT_TRUE(
      server.channel().Unary<EchoResponse>(kSensitive, request, TestServer::AsAlice()).ok());
  const std::string about = " regions/em/reviews/r";
  EXPECT_THAT(server.guard.records(),
              ElementsAre("nobody " + std::string(kEcho) + " PERMISSION_DENIED" + about,
                          "nobody " + std::string(kWatch) + " PERMISSION_DENIED" + about,
                          "alice " + std::string(kSensitive) + " OK" + about));
}

TEST(ServerUnary, AuditsARefusalThoughTheCallerWentAway) {
  Tally begun;
  std::latch release(1);
  ServerOptions options;
  options.workers = 1;
  const auto wait = [&](const Call&, const EchoRequest&) {
    begun.Add();
    release.wait();
    return EchoResponse();
  };
  TestServer server({.echo = wait}, options);
  std::jthread busy([&] { EXPECT_TRUE(server.Echo().ok()); });
  ASSERT_TRUE(begun.WaitFor(1));
  CallOptions as_nobody = TestServer::AsAlice();
  as_nobody.bearer_token = "nobody";
  as_nobody.deadline = absl::Now() + absl::Milliseconds(50);
  ExpectError(server.Echo({}, as_nobody).status(), errors::v1::ERROR_REASON_DEADLINE_EXCEEDED);
  release.count_down();
  busy.join();
  EXPECT_TRUE(server.server().Drain(absl::Seconds(25)).ok());
  EXPECT_THAT(server.guard.records(),
              ElementsAre("nobody " + std::string(kEcho) + " PERMISSION_DENIED"));
}

TEST(ServerUnary, DoesNotAnswerWhatItCannotAudit) {
  TestServer server;
  server.guard.FailRecords();
  const auto response =
      server.channel().Unary<EchoResponse>(kSensitive, EchoRequest(), TestServer::AsAlice());
  ExpectError(response.status(), errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE);
}

TEST(ServerUnary, CountsCallsByMethodAndCode) {
  TestServer server;
  EXPECT_TRUE(server.Echo().ok());
  EXPECT_TRUE(server.Echo().ok());
  CallOptions options = TestServer::AsAlice();
  options.bearer_token = "";
  EXPECT_FALSE(server.Echo({}, options).ok());
  const std::string text = server.metrics.Text();
  EXPECT_THAT(text, testing::HasSubstr(std::string(R"(code="OK",method=")") + kEcho + R"("} 2)"));
  EXPECT_THAT(text, testing::HasSubstr(std::string(R"(code="UNAUTHENTICATED",method=")") + kEcho +
                                       R"("} 1)"));
}

}  // namespace
}  // namespace peerchallenge::rpc

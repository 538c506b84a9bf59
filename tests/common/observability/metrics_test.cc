#include "common/observability/metrics.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "prometheus/gauge.h"

namespace peerchallenge::observability {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, CountsCallsByMethodAndCode) {
  Metrics metrics;
  MethodMetrics& method = metrics.ForMethod("S/Get");
  method.Ended(absl::StatusCode::kOk, absl::Milliseconds(3));
  method.Ended(absl::StatusCode::kOk, absl::Milliseconds(30));
  method.Ended(absl::StatusCode::kNotFound, absl::Milliseconds(3));
  const std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr(R"(peerchallenge_calls_total{code="OK",method="S/Get"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(peerchallenge_calls_total{code="NOT_FOUND",method="S/Get"} 1)"));
  EXPECT_THAT(text, Not(HasSubstr("INTERNAL")));  // no series before its first call
  EXPECT_THAT(text, HasSubstr(R"(peerchallenge_call_seconds_bucket{method="S/Get",le="0.005"} 2)"));
  EXPECT_THAT(text, HasSubstr(R"(peerchallenge_call_seconds_count{method="S/Get"} 3)"));
}

TEST(Metrics, GivesTheSameFiguresForTheSameMethod) {
  Metrics metrics;
  EXPECT_EQ(&metrics.ForMethod("S/Get"), &metrics.ForMethod("S/Get"));
  EXPECT_NE(&metrics.ForMethod("S/Get"), &metrics.ForMethod("S/List"));
}

TEST(Metrics, ShowsGauges) {
  Metrics metrics;
  metrics.open_streams().Increment(2);
  metrics.queue_depth().Set(7);
  EXPECT_THAT(metrics.Text(), HasSubstr("peerchallenge_open_streams 2"));
  EXPECT_THAT(metrics.Text(), HasSubstr("peerchallenge_queue_depth 7"));
}

std::string HttpGet(int port, const std::string& path) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  const std::string request = "GET " + path + " HTTP/1.0\r\n\r\n";
  EXPECT_EQ(::send(socket, request.data(), request.size(), 0),
            static_cast<ssize_t>(request.size()));
  std::string answer;
  std::array<char, 4096> part;
  for (ssize_t got; (got = ::recv(socket, part.data(), part.size(), 0)) > 0;) {
    answer.append(part.data(), static_cast<size_t>(got));
  }
  ::close(socket);
  return answer;
}

TEST(MetricsEndpoint, PublishesTheFigures) {
  Metrics metrics;
  metrics.ForMethod("S/Get").Ended(absl::StatusCode::kOk, absl::Milliseconds(3));
  const auto endpoint = MetricsEndpoint::Open("127.0.0.1:0", metrics);
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  EXPECT_THAT(HttpGet((*endpoint)->port(), "/metrics"),
              HasSubstr(R"(peerchallenge_calls_total{code="OK",method="S/Get"} 1)"));
}

TEST(MetricsEndpoint, FailsOnAnAddressInUse) {
  Metrics metrics;
  const auto first = MetricsEndpoint::Open("127.0.0.1:0", metrics);
  ASSERT_TRUE(first.ok());
  const std::string taken = "127.0.0.1:" + std::to_string((*first)->port());
  EXPECT_EQ(MetricsEndpoint::Open(taken, metrics).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace peerchallenge::observability

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::rpc {
namespace {

using testing::HasSubstr;

TEST(ServerStart, ServesOnAUnixSocketBesideTcp) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("rpc-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  {
    ServerOptions options;
    options.listen = {"127.0.0.1:0", "unix:" + (folder / "s").string()};
    TestServer server({}, options);
    EXPECT_THAT(server.server().addresses(),
                testing::ElementsAre(testing::Not("127.0.0.1:0"), options.listen[1]));
    for (const std::string& address : server.server().addresses()) {
      const auto channel = OpenChannel(address).value();
      EXPECT_TRUE(channel->Unary<EchoResponse>(kEcho, EchoRequest(), TestServer::AsAlice()).ok())
          << address;
    }
  }
  std::filesystem::remove_all(folder);
}

TEST(ServerStart, FailsOnAnAddressInUse) {
  TestServer first;
  ServerOptions options;
  options.listen = {first.address()};
  const auto second = Server::BuildAndStart(first.registry,
                                            {first.authenticator, first.guard, first.system_clock,
                                             first.random, observability::NoLog(), first.metrics},
                                            options);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(first.address()));
}

TEST(ServerStart, FailsWhileAMethodIsUndeclaredOrUnanswered) {
  TestServer parts;
  MethodRegistry registry;
  ServiceMethods methods(registry, "peerchallenge.rpctest.v1.CarelessService");
  methods.Unary("Undeclared", [](const Call&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    return EchoResponse();
  });
  const auto server = Server::BuildAndStart(registry,
                                            {parts.authenticator, parts.guard, parts.system_clock,
                                             parts.random, observability::NoLog(), parts.metrics},
                                            {});
  EXPECT_EQ(server.status().code(), absl::StatusCode::kFailedPrecondition);
  const std::string message(server.status().message());
  EXPECT_THAT(message, HasSubstr("CarelessService/Undeclared does not declare its permission"));
  EXPECT_THAT(message, HasSubstr("CarelessService/Declared has no handler"));
}

}  // namespace
}  // namespace peerchallenge::rpc

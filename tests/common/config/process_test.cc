#include "common/config/process.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/config/test_service_manager.h"
#include "tests/common/rpc/test_server.h"

namespace peerchallenge::config {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ProcessTest : public testing::Test {
 protected:
  ProcessTest() {
    std::filesystem::create_directory(folder_);
    flags_.listen = {"127.0.0.1:0"};
    flags_.log.file = folder_ / "log";
  }
  ~ProcessTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ / name; }
  std::string Log() const {
    std::ifstream file(flags_.log.file);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  ServerFlags flags_;
  rpc::TokenIsSubject authenticator_;
  rpc::RefusesNobody guard_;
  rpc::MethodRegistry registry_;

 private:
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("process-" + std::to_string(::getpid()));
};

TEST_F(ProcessTest, ServesUntilASignalThenDrains) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const auto process = Process::Start(flags_);
    ASSERT_TRUE(process.ok()) << process.status();
    absl::Status while_serving;
    absl::Status before_the_drain;
    std::shared_ptr<rpc::Channel> channel;
    const auto call = [&] {
      return channel
          ->Unary<rpc::EchoResponse>("no.Such/Method", rpc::EchoRequest(),
                                     rpc::TestServer::AsAlice())
          .status();
    };
    const ServeEvents events = {.started =
                                    [&](rpc::Server& server) {
                                      channel = server.InProcess();
                                      while_serving = call();
                                      ::kill(::getpid(), signal);
                                    },
                                .stops =
                                    [&] {
                                      before_the_drain = call();
                                      channel.reset();
                                    }};
    EXPECT_EQ((*process)->Serve(registry_, authenticator_, guard_, events), 0);
    EXPECT_EQ(errors::ReasonOf(while_serving), errors::v1::ERROR_REASON_METHOD_UNKNOWN);
    EXPECT_EQ(errors::ReasonOf(before_the_drain), errors::v1::ERROR_REASON_METHOD_UNKNOWN);
  }
  EXPECT_THAT(Log(), HasSubstr("stopped"));
}

TEST_F(ProcessTest, TellsTheServiceManagerWhenItServesAndWhenItStops) {
  const std::string path = Path("notify");
  const TestServiceManager manager(path);
  ::setenv("NOTIFY_SOCKET", path.c_str(), /*overwrite=*/1);
  const auto process = Process::Start(flags_);
  ::unsetenv("NOTIFY_SOCKET");
  ASSERT_TRUE(process.ok()) << process.status();
  std::string before_it_served = "-";
  const ServeEvents events = {
      .started =
          [&](rpc::Server&) {
            before_it_served = manager.Next();
            ::kill(::getpid(), SIGTERM);
          },
      .stops = [&] { EXPECT_THAT(manager.Next(), StartsWith("READY=1\n")); }};
  EXPECT_EQ((*process)->Serve(registry_, authenticator_, guard_, events), 0);
  EXPECT_EQ(before_it_served, "");
  EXPECT_THAT(manager.Next(), StartsWith("STOPPING=1\n"));
}

TEST_F(ProcessTest, SaysWhyItDoesNotStart) {
  flags_.listen = {"nowhere"};
  const auto process = Process::Start(flags_);
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ((*process)->Serve(registry_, authenticator_, guard_), kUsageExitCode);
  (*process)->log().Flush();
  EXPECT_THAT(Log(), HasSubstr("--listen"));
}

TEST_F(ProcessTest, PublishesMetricsWhereItIsTold) {
  flags_.metrics_address = "127.0.0.1:0";
  const auto process = Process::Start(flags_);
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_GT((*process)->metrics_endpoint()->port(), 0);
}

TEST_F(ProcessTest, DoesNotStartWithoutItsLog) {
  flags_.log.file = "/dev/null/log";
  EXPECT_EQ(Process::Start(flags_).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace peerchallenge::config

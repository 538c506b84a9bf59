#include "common/observability/log.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace peerchallenge::observability {
namespace {

using testing::HasSubstr;
using testing::Not;

class LogTest : public testing::Test {
 protected:
  ~LogTest() override { std::filesystem::remove(path_); }

  std::unique_ptr<Log> Open(Level level, LogFormat format) {
    return OpenLog({.level = level, .format = format, .file = path_}).value();
  }
  std::string Lines() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  const std::string path_ =
      std::filesystem::temp_directory_path() / ("log-" + std::to_string(::getpid()));
};

TEST_F(LogTest, WritesNothingBelowItsLevel) {
  const auto log = Open(Level::kWarning, LogFormat::kText);
  EXPECT_FALSE(log->Shows(Level::kInfo));
  EXPECT_TRUE(log->Shows(Level::kWarning));
  log->Info("quiet");
  log->Error("loud");
  log->Flush();
  EXPECT_THAT(Lines(), Not(HasSubstr("quiet")));
  EXPECT_THAT(Lines(), HasSubstr("ERROR loud"));
}

TEST_F(LogTest, WritesWarningsAtOnce) {
  const auto log = Open(Level::kInfo, LogFormat::kJson);
  log->Warning("soon", {{"count", int64_t{1}}});
  EXPECT_THAT(Lines(), HasSubstr(R"("event":"soon","count":1})"));
}

TEST_F(LogTest, KeepsTheLinesOfManyThreadsWhole) {
  const auto log = Open(Level::kInfo, LogFormat::kText);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&log] {
        for (int i = 0; i < 500; ++i) log->Info("line", {{"text", std::string(200, 'x')}});
      });
    }
  }
  log->Flush();
  const std::string lines = Lines();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2000);
  size_t at = 0;
  for (size_t end; (end = lines.find('\n', at)) != std::string::npos; at = end + 1) {
    ASSERT_TRUE(std::string_view(lines)
                    .substr(at, end - at)
                    .ends_with("INFO line text=" + std::string(200, 'x')));
  }
}

TEST_F(LogTest, FailsWhereThereIsNoFolder) {
  EXPECT_EQ(OpenLog({.level = Level::kInfo, .format = LogFormat::kText, .file = "/dev/null/log"})
                .status()
                .code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(LogTest, MayBeNone) {
  EXPECT_FALSE(NoLog().Shows(Level::kError));
  NoLog().Error("nowhere");
}

}  // namespace
}  // namespace peerchallenge::observability

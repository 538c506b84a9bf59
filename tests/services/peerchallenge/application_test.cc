#include "services/peerchallenge/application.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <vector>

namespace peerchallenge::cli {
namespace {

using testing::HasSubstr;

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome RunLine(std::vector<const char*> arguments, const std::string& input = "") {
  arguments.insert(arguments.begin(), "peerchallenge");
  std::istringstream in(input);
  std::ostringstream out, err;
  Console console{.in = in, .out = out, .err = err};
  const int code = Run(static_cast<int>(arguments.size()), arguments.data(), console);
  return {code, out.str(), err.str()};
}

TEST(Application, RefusesWhatItDoesNotKnow) {
  const std::vector<std::vector<const char*>> lines{
      {},
      {"dance"},
      {"--dance"},
      {"solve"},
      {"solve", "programme"},
      {"solve", "programme", "-", "--dance"},
      {"plan", "dance"},
      {"review", "show"},
      {"call"},
      {"call", "ReviewService/GetReview", "{}", "more"},
      {"solve", "programme", "-", "--time-limit", "fast"},
      {"solve", "match", "-", "--time-limit", "fast"},
      {"match"},
      {"match", "offer"},
      {"match", "offer", "add", "em/E10000024", "--text", "x"},
      {"match", "run"},
      {"match", "run", "em", "--weight", "theme"},
      {"match", "explain", "em/r1"},
      {"match", "explain", "em/r1", "--offer", "E10000024/x", "--ask", "E10000024/x"},
      {"match", "adopt", "em/r1", "--pair", "x"},
      {"match", "show", "em"},
      {"match", "answer", "em/m1"},
      {"match", "answer", "em/m1", "--consent", "--decline"},
      {"match", "answer", "em/m1", "--consent", "--side", "both"},
      {"match", "agree", "em/m1", "--format", "workshop", "--days", "1", "--from", "2012-11-01",
       "--to", "2012-11-02"},
      {"solve", "programme", "-", "--step-limit", "-1"},
      {"token", "--subject", "x"},
      {"completion", "dos"}};
  for (const auto& line : lines) {
    const Outcome outcome = RunLine(line);
    EXPECT_EQ(outcome.code, 2) << testing::PrintToString(line);
    EXPECT_NE(outcome.err, "") << testing::PrintToString(line);
    EXPECT_EQ(outcome.out, "") << testing::PrintToString(line);
  }
}

TEST(Application, HelpsWithEveryCommand) {
  EXPECT_EQ(RunLine({"--help"}).code, 0);
  for (const std::vector<const char*>& command :
       std::vector<std::vector<const char*>>{{"solve", "programme"},
                                             {"plan", "start"},
                                             {"plan", "year"},
                                             {"review", "team"},
                                             {"match", "run"},
                                             {"match", "offer", "add"},
                                             {"match", "ask", "list"},
                                             {"solve", "match"},
                                             {"import", "sample"},
                                             {"import", "people"},
                                             {"watch"},
                                             {"call"},
                                             {"token"},
                                             {"completion", "bash"}}) {
    std::vector<const char*> line = command;
    line.push_back("--help");
    const Outcome outcome = RunLine(line);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("Examples:"));
    EXPECT_THAT(outcome.out, HasSubstr("Exit codes:"));
    EXPECT_THAT(outcome.out, HasSubstr("--json"));
    EXPECT_THAT(outcome.out, HasSubstr("PEERCHALLENGE_JSON"));
  }
}

TEST(Application, TakesFlagsFromTheEnvironmentAndPrefersTheLine) {
  ::setenv("PEERCHALLENGE_TIME_LIMIT", "nonsense", 1);
  EXPECT_EQ(RunLine({"solve", "programme", "-"}).code, 2);
  ::setenv("PEERCHALLENGE_TIME_LIMIT", "1s", 1);
  EXPECT_EQ(RunLine({"solve", "programme", "-", "--time-limit", "nonsense"}).code, 2);
  ::unsetenv("PEERCHALLENGE_TIME_LIMIT");
}

TEST(Application, SaysWhatIsWrongWithARequestBeforeItCalls) {
  EXPECT_EQ(RunLine({"call", "ReviewService/Dance"}).code, 2);
  const Outcome outcome = RunLine({"call", "ReviewService/GetReview", R"({"nam": "x"})", "--json"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.out, HasSubstr("unknown field 'nam'"));
  EXPECT_EQ(outcome.err, "");
}

TEST(Application, TellsThatNoServerAnswers) {
  const std::string socket = "unix:" + testing::TempDir() + "/no-server.sock";
  const Outcome outcome =
      RunLine({"call", "DirectoryService/ListRegions", "--server", socket.c_str(), "--token", "x"});
  EXPECT_EQ(outcome.code, 5);
  EXPECT_THAT(outcome.err, HasSubstr("UNAVAILABLE"));
}

TEST(Application, SignsATokenOnlyForGrantsThatExist) {
  std::string folder = testing::TempDir() + "/token-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const Outcome good =
      RunLine({"token", "--subject", "office", "--role", "PROGRAMME_OFFICE@regions/em", "--role",
               "ADMINISTRATOR", "--data-dir", folder.c_str()});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_THAT(good.out, testing::MatchesRegex("[A-Za-z0-9_.-]+\n"));
  const Outcome bad =
      RunLine({"token", "--subject", "office", "--role", "KING", "--data-dir", folder.c_str()});
  EXPECT_EQ(bad.code, 2);
  EXPECT_EQ(bad.out, "");
  std::filesystem::remove_all(folder);
}

TEST(Application, SolvesFromStandardInput) {
  const Outcome outcome = RunLine({"solve", "programme", "-"}, "{}");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, testing::StartsWith("{"));
}

TEST(Application, PrintsCompletionScripts) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Outcome outcome = RunLine({"completion", shell});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_THAT(outcome.out, HasSubstr("unless-adopted"));
  }
}

}  // namespace
}  // namespace peerchallenge::cli

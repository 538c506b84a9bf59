#include "common/config/options.h"

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace peerchallenge::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

enum class Colour { kRed, kGreen };

// Sets a variable of the environment while it lives.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
  ~Environment() { ::unsetenv(name_); }

 private:
  const char* const name_;
};

class OptionsTest : public testing::Test {
 protected:
  OptionsTest() {
    AddNumber(app_, "--workers", workers_, "Workers", 1, 8);
    AddOption(app_, "--seed", seed_, "A seed");
    AddOption(app_, "--name", name_, "A name");
    AddDuration(app_, "--time-limit", limit_, "A time");
    AddList(app_, "--listen", listen_, "Addresses");
    AddRepeated(app_, "--rule", rules_, "Rules");
    AddFlag(app_, "--json", json_, "JSON");
    AddChoice(app_, "--colour", colour_, "A colour",
              {{"red", Colour::kRed}, {"green", Colour::kGreen}});
  }

  std::optional<int> With(std::vector<const char*> flags) {
    flags.insert(flags.begin(), "program");
    return Parse(app_, static_cast<int>(flags.size()), flags.data(), out_, err_);
  }

  CLI::App app_{"A program"};
  int workers_ = 4;
  uint64_t seed_ = 0;
  std::string name_ = "default";
  absl::Duration limit_ = absl::Seconds(10);
  std::vector<std::string> listen_ = {"here"};
  std::vector<std::string> rules_;
  bool json_ = false;
  Colour colour_ = Colour::kRed;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(OptionsTest, KeepsTheDefaultsOfWhatIsNotGiven) {
  EXPECT_EQ(With({}), std::nullopt);
  EXPECT_EQ(workers_, 4);
  EXPECT_EQ(limit_, absl::Seconds(10));
  EXPECT_THAT(listen_, ElementsAre("here"));
}

TEST_F(OptionsTest, TakesFlags) {
  EXPECT_EQ(
      With({"--workers", "8", "--name=x", "--time-limit", "1m30s", "--listen", "a", "--listen", "b",
            "--json", "--colour", "green", "--seed", "18446744073709551615"}),
      std::nullopt);
  EXPECT_EQ(workers_, 8);
  EXPECT_EQ(seed_, std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(name_, "x");
  EXPECT_EQ(limit_, absl::Seconds(90));
  EXPECT_THAT(listen_, ElementsAre("a", "b"));
  EXPECT_TRUE(json_);
  EXPECT_EQ(colour_, Colour::kGreen);
}

TEST_F(OptionsTest, TakesWhatMayBeRepeatedFromTheEnvironmentLineByLine) {
  const Environment rules("PEERCHALLENGE_RULE", "one A,B\ntwo C;as=D");
  EXPECT_EQ(With({}), std::nullopt);
  EXPECT_THAT(rules_, ElementsAre("one A,B", "two C;as=D"));
  EXPECT_EQ(With({"--rule", "three", "--rule", "four five"}), std::nullopt);
  EXPECT_THAT(rules_, ElementsAre("three", "four five"));
}

TEST_F(OptionsTest, TakesTheEnvironmentUnlessAFlagSaysOtherwise) {
  const Environment workers("PEERCHALLENGE_WORKERS", "2");
  const Environment limit("PEERCHALLENGE_TIME_LIMIT", "5m");
  const Environment listen("PEERCHALLENGE_LISTEN", "a,b");
  const Environment colour("PEERCHALLENGE_COLOUR", "green");
  const Environment json("PEERCHALLENGE_JSON", "true");
  EXPECT_EQ(With({"--workers", "3"}), std::nullopt);
  EXPECT_EQ(workers_, 3);
  EXPECT_EQ(limit_, absl::Minutes(5));
  EXPECT_THAT(listen_, ElementsAre("a", "b"));
  EXPECT_EQ(colour_, Colour::kGreen);
  EXPECT_TRUE(json_);
}

TEST(OptionsOfCommands, TakeTheEnvironmentForTheCommandThatWasChosenOnly) {
  const Environment shared("PEERCHALLENGE_NAME", "from the environment");
  const Environment of_another("PEERCHALLENGE_WORKERS", "many");
  CLI::App app("A program", "program");
  std::string name;  // of both commands
  int workers = 1;
  CLI::App* chosen = app.add_subcommand("chosen", "Chosen");
  CLI::App* another = app.add_subcommand("another", "Not chosen");
  AddOption(*chosen, "--name", name, "A name");
  AddOption(*another, "--name", name, "A name");
  AddNumber(*another, "--workers", workers, "Workers", 1, 8);
  std::ostringstream out, err;
  const std::vector<const char*> flags = {"program", "chosen", "--name", "from the flag"};
  EXPECT_EQ(Parse(app, static_cast<int>(flags.size()), flags.data(), out, err), std::nullopt)
      << err.str();
  EXPECT_EQ(name, "from the flag");
}

TEST(OptionsOfCommands, NameACommandThatIsNone) {
  CLI::App app("A program", "program");
  app.require_subcommand(1);
  app.add_subcommand("chosen", "Chosen")->require_subcommand(1);
  std::ostringstream out, err;
  const std::vector<const char*> flags = {"program", "chosen", "dance"};
  EXPECT_EQ(Parse(app, static_cast<int>(flags.size()), flags.data(), out, err), kUsageExitCode);
  EXPECT_THAT(err.str(), HasSubstr("'dance' is no command of 'program chosen'"));
}

TEST_F(OptionsTest, RefusesAWrongValueOfTheEnvironment) {
  const Environment limit("PEERCHALLENGE_TIME_LIMIT", "soon");
  EXPECT_EQ(With({}), kUsageExitCode);
  EXPECT_THAT(err_.str(), HasSubstr("soon"));
}

TEST_F(OptionsTest, RefusesWhatItDoesNotKnowAndWhatDoesNotFit) {
  const std::vector<std::vector<const char*>> wrong = {
      {"--wokers", "3"},      {"surplus"},          {"--workers", "9"},
      {"--workers", "many"},  {"--workers"},        {"--time-limit", "10"},
      {"--time-limit", "0s"}, {"--colour", "blue"}, {"--time-limit", "-1s"},
      {"--seed", "-1"}};
  for (const auto& flags : wrong) {
    EXPECT_EQ(With(flags), kUsageExitCode) << flags.front();
    app_.clear();
  }
}

TEST_F(OptionsTest, SaysWhichWordsThereAre) {
  EXPECT_EQ(With({"--colour", "blue"}), kUsageExitCode);
  EXPECT_THAT(err_.str(), HasSubstr("--colour: 'blue' is not one of green|red\n"));
}

TEST_F(OptionsTest, SaysThatANumberMayNotBeNegative) {
  EXPECT_EQ(With({"--seed", "-1"}), kUsageExitCode);
  EXPECT_THAT(err_.str(), HasSubstr("--seed: '-1' is not 0 or more\n"));
}

TEST_F(OptionsTest, ShowsEveryFlagItsDefaultAndItsVariable) {
  EXPECT_EQ(With({"--help"}), 0);
  const std::string help = out_.str();
  for (const char* text :
       {"--workers", "=4", "PEERCHALLENGE_WORKERS", "--time-limit", "10s", "--colour", "red"}) {
    EXPECT_THAT(help, HasSubstr(text));
  }
}

}  // namespace
}  // namespace peerchallenge::config

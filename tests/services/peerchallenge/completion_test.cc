#include "services/peerchallenge/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace peerchallenge::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

class CompletionTest : public testing::Test {
 protected:
  CompletionTest() {
    CLI::App* plan = app_.add_subcommand("plan", "Plan the host's year\nmore");
    CLI::App* start = plan->add_subcommand("start", "Start");
    start->add_option("-o,--output", value_, "Where");
    start->add_option("PROGRAMME", value_, "Which");
  }

  CLI::App app_{"root"};
  std::string value_;
};

TEST_F(CompletionTest, CollectsEveryCommandWithItsWords) {
  const auto commands = CollectCommands(app_);
  ASSERT_EQ(commands.size(), 3u);
  EXPECT_EQ(commands[0].path, "peerchallenge");
  EXPECT_THAT(commands[0].subcommands, ElementsAre(Completion{"plan", "Plan the host's year"}));
  EXPECT_EQ(commands[2].path, "peerchallenge plan start");
  EXPECT_THAT(commands[2].flags, Contains(Completion{"--output", "Where"}));
  EXPECT_THAT(commands[2].flags, Contains(Completion{"-o", "Where"}));
  EXPECT_THAT(commands[2].flags, Contains(Field(&Completion::word, "--help")));
}

TEST_F(CompletionTest, BashFollowsTheCommandAndOffersItsWords) {
  const std::string script = BashScript(CollectCommands(app_));
  EXPECT_THAT(script, HasSubstr("\"peerchallenge plan\") choices=\"start "));
  EXPECT_THAT(script, HasSubstr("complete -o default -F _peerchallenge peerchallenge\n"));
}

TEST_F(CompletionTest, ZshLeavesItsOwnVariablesAlone) {
  const std::string script = ZshScript(CollectCommands(app_));
  EXPECT_THAT(script, testing::StartsWith("#compdef peerchallenge\n"));
  EXPECT_THAT(script, testing::Not(HasSubstr("path=")));
}

TEST_F(CompletionTest, FishQuotesDescriptions) {
  const std::string script = FishScript(CollectCommands(app_));
  EXPECT_THAT(script, HasSubstr("-a plan -d 'Plan the host\\'s year'\n"));
  EXPECT_THAT(script, HasSubstr(" -l output -d 'Where'\n"));
  EXPECT_THAT(script, HasSubstr(" -s o -d 'Where'\n"));
}

}  // namespace
}  // namespace peerchallenge::cli

#include <gmock/gmock.h>

#include <string>

#include "tests/system/letter_story.h"

// From an issued letter to what the host does about it, by the command line.
namespace peerchallenge::cli {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class ActionCliTest : public LetterStory {
 protected:
  // What a command of the host prints; the test fails where the command does.
  std::string Said(const std::vector<std::string>& arguments) const {
    const ProcessResult result = AsHost(arguments);
    EXPECT_EQ(result.code, 0) << arguments[1] << ": " << result.err;
    return result.out;
  }
};

TEST_F(ActionCliTest, WhatTheLetterAdvisesIsDone) {
  ASSERT_NE(AsHost({"action", "plan", kVisit}).code, 0) << "no letter, no plan";
  ASSERT_NO_FATAL_FAILURE(IssueLetter());
  const std::string opened = Said({"action", "plan", kVisit});
  EXPECT_THAT(opened, HasSubstr("E10000019: open"));
  EXPECT_THAT(opened, HasSubstr("Tell the others how."));
  EXPECT_THAT(opened, HasSubstr("0 of 1 recommendations answered"));
  EXPECT_NE(AsHost({"action", "submit", kVisit}).code, 0) << "unanswered";

  EXPECT_THAT(Said({"action", "respond", kVisit, "1", "--decision", "accepted"}),
              HasSubstr("accepted"));
  Said({"action", "introduce", kVisit, "--text", "We thank the team."});
  EXPECT_THAT(Said({"action", "add", kVisit, "--id", "tell", "--for", "1", "--text",
                    "Tell them at the heads' conference", "--owner", "Head of school improvement",
                    "--due", "2012-10-31", "--measure", "told=0:50:schools:Schools told"}),
              HasSubstr("told: 0 to 50 schools"));
  EXPECT_THAT(Said({"action", "submit", kVisit}), HasSubstr("submitted"));
  EXPECT_THAT(Said({"action", "publish", kVisit}), HasSubstr("published"));

  // It was due in 2012.
  EXPECT_THAT(Said({"action", "overdue", "east-midlands"}), HasSubstr("overdue, board"));
  EXPECT_NE(AsHost({"action", "change", kVisit, "tell", "--due", "2100-01-29"}).code, 0)
      << "a published plan promises less only with a reason";
  Said({"action", "change", kVisit, "tell", "--due", "2100-01-29", "--reason", "No conference."});
  EXPECT_THAT(Said({"action", "overdue", "east-midlands"}), HasSubstr("No actions."));
  EXPECT_THAT(Said({"action", "update", kVisit, "tell", "--rag", "green", "--delivery", "delivered",
                    "--reading", "told=20", "--evidence", "Minutes"}),
              HasSubstr("60% of the way left"));
  EXPECT_THAT(Said({"action", "history", kVisit, "tell"}), HasSubstr("No conference."));
  EXPECT_THAT(Run({"action", "plans", "east-midlands"}).out, HasSubstr("1 delivered, 1 improved"));

  const ProcessResult reviewed =
      As(kLead, {"action", "review", kVisit, "--statement", "It was done.", "--close",
                 "1=improved: The schools say so."});
  ASSERT_EQ(reviewed.code, 0) << reviewed.err;
  EXPECT_THAT(Said({"action", "plan", kVisit}), HasSubstr("E10000019: closed"));
  EXPECT_THAT(Said({"action", "reviews", kVisit}), HasSubstr("The schools say so."));
}

TEST_F(ActionCliTest, ARegionSetsItsClocks) {
  const std::vector<std::string> rules = {"action", "rules", "east-midlands"};
  const auto set = [&](const std::string& setting) {
    std::vector<std::string> arguments = rules;
    arguments.insert(arguments.end(), {"--set", setting});
    return Run(arguments);
  };
  EXPECT_THAT(Run(rules).out, ContainsRegex("submission-working-days +30\n"));
  ASSERT_EQ(set("submission-working-days=20").code, 0);
  EXPECT_THAT(set("allow-unshared-letter=true").out,
              AllOf(ContainsRegex("submission-working-days +20\n"),
                    ContainsRegex("allow-unshared-letter +true\n")));
  for (const char* wrong : {"submission-working-days", "name=x", "submission-working-days=soon",
                            "allow-unshared-letter=1"}) {
    EXPECT_EQ(set(wrong).code, 2) << wrong;
  }
  EXPECT_EQ(set("submission-working-days=0").code, 1) << "the server says what may be";
}

TEST_F(ActionCliTest, OthersSeeNothingOfIt) {
  ASSERT_NO_FATAL_FAILURE(IssueLetter());
  const std::string other = "HOST_DIRECTOR@regions/east-midlands/authorities/E06000018";
  const ProcessResult shown = Run({"action", "plan", kVisit, "--act-as", other});
  EXPECT_NE(shown.code, 0);
  EXPECT_THAT(shown.err, HasSubstr("RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Run({"action", "plans", "east-midlands", "--act-as", other}).out,
              HasSubstr("No action plans."));
  EXPECT_THAT(Run({"action", "list", "east-midlands", "--act-as", other}).out,
              HasSubstr("No actions."));
  const ProcessResult json = AsHost({"action", "plan", kVisit, "--json"});
  EXPECT_THAT(json.out, HasSubstr("\"actionPlan\""));
  EXPECT_THAT(json.out, Not(HasSubstr("Action plan of")));
}

}  // namespace
}  // namespace peerchallenge::cli

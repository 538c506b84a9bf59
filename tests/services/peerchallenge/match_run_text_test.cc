#include "services/peerchallenge/match_run_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/util/time_util.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using google::protobuf::util::TimeUtil;
using testing::HasSubstr;
using v1::MatchRun;

void AddItem(v1::PairExplanation& pair, int64_t score, const std::string& message) {
  v1::ScoreItem& item = *pair.add_items();
  item.set_score(score);
  item.set_message(message);
}

v1::PairExplanation ChosenPair() {
  v1::PairExplanation pair;
  pair.set_offer("regions/em/authorities/E10000024/offers/mentors");
  pair.set_ask("regions/em/authorities/E10000019/asks/leavers");
  pair.set_chosen(true);
  pair.set_score(1220);
  pair.set_loss(300);
  pair.set_next_offer("regions/em/authorities/E06000018/offers/jobs");
  AddItem(pair, 1000, "The offer covers 1 of 1 theme asked for.");
  AddItem(pair, 400, "The ask has priority 8 of 10.");
  AddItem(pair, -180, "60 minutes door to door.");
  AddItem(pair, 0, "The two have no match together yet.");
  return pair;
}

MatchRun Succeeded() {
  MatchRun run;
  run.set_name("regions/em/matchRuns/autumn");
  run.set_state(MatchRun::STATE_SUCCEEDED);
  run.set_score(1220);
  *run.add_pairs() = ChosenPair();
  run.add_unmatched("regions/em/authorities/E06000018/offers/jobs");
  run.add_unmatched("regions/em/authorities/E06000017/asks/send");
  *run.mutable_create_time() = TimeUtil::SecondsToTimestamp(1'349'092'800);
  return run;
}

TEST(MatchRunText, ShowsPairsReasonsAndWhoFoundNobody) {
  EXPECT_EQ(
      MatchRunText(Succeeded()),
      "regions/em/matchRuns/autumn: succeeded, total score 1,220, not adopted\n"
      "\n"
      "score  offer              ask                lost without  next offer      why\n"
      "1,220  E10000024/mentors  E10000019/leavers           300  E06000018/jobs  +1,000 The "
      "offer covers 1 of 1 theme asked for.\n"
      "                                                                           +400 The ask "
      "has priority 8 of 10.\n"
      "                                                                           -180 60 "
      "minutes door to door.\n"
      "\n"
      "Offers that found nobody: E06000018/jobs\n"
      "Asks that found nobody: E06000017/send\n");
}

TEST(MatchRunText, SaysWhatBecameOfARunWithoutAResult) {
  MatchRun run;
  run.set_name("regions/em/matchRuns/autumn");
  run.set_state(MatchRun::STATE_CANCELLED);
  EXPECT_EQ(MatchRunText(run), "regions/em/matchRuns/autumn: cancelled\n");
  run.set_state(MatchRun::STATE_FAILED);
  run.set_error("no matching was proven to be the best within the time");
  EXPECT_EQ(MatchRunText(run),
            "regions/em/matchRuns/autumn: failed: no matching was proven to be the best within the "
            "time\n");
  run.set_state(MatchRun::STATE_SUCCEEDED);
  run.clear_error();
  *run.mutable_adopt_time() = TimeUtil::SecondsToTimestamp(1'349'179'200);
  EXPECT_EQ(MatchRunText(run),
            "regions/em/matchRuns/autumn: succeeded, total score 0, adopted 2 Oct 2012\n"
            "\n"
            "No pairs.\n");
}

TEST(MatchRunsText, IsATable) {
  v1::ListMatchRunsResponse runs;
  *runs.add_match_runs() = Succeeded();
  EXPECT_EQ(MatchRunsText(runs),
            "run     begun       stands     score  adopted\n"
            "autumn  1 Oct 2012  succeeded  1,220  -\n");
  EXPECT_EQ(MatchRunsText({}), "No runs.\n");
}

TEST(PairsOfSubjectText, MarksTheChosenOneAndSaysWhatForbidsOthers) {
  v1::ExplainMatchRunResponse response;
  *response.add_pairs() = ChosenPair();
  v1::PairExplanation& forbidden = *response.add_pairs();
  forbidden.set_offer("regions/em/authorities/E06000015/offers/heads");
  forbidden.set_ask("regions/em/authorities/E10000019/asks/leavers");
  forbidden.add_rules(v1::MATCH_RULE_THEME);
  forbidden.add_rules(v1::MATCH_RULE_CAPACITY);
  AddItem(forbidden, 400, "The ask has priority 8 of 10.");
  const std::string text = PairsOfSubjectText(response);
  EXPECT_THAT(text, HasSubstr("*  E10000024/mentors  E10000019/leavers  1,220   300  +1,000 The"));
  EXPECT_THAT(text, HasSubstr("Without it: E06000018/jobs.\n"));
  EXPECT_THAT(text, HasSubstr("   E06000015/heads    E10000019/leavers      -     -  They have no "
                              "theme in common.\n"));
  EXPECT_THAT(text, HasSubstr("The offer has too few free days.\n"));
  EXPECT_THAT(text, HasSubstr("\n* chosen."));
  EXPECT_EQ(PairsOfSubjectText({}), "No pairs.\n");
}

}  // namespace
}  // namespace peerchallenge::cli

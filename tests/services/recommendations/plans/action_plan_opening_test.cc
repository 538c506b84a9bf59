#include "services/recommendations/plans/action_plan_opening.h"

#include <gtest/gtest.h>

#include "services/recommendations/follow_up_rules.h"
#include "services/recommendations/plans/plan_names.h"
#include "tests/services/recommendations/plans/plan_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using absl::CivilDay;
using v1::PlanClock;

v1::Recommendation Numbered(const std::string& id, int number) {
  v1::Recommendation recommendation;
  recommendation.set_name(Recommendation(id));
  recommendation.set_number(number);
  return recommendation;
}

IssuedLetter LetterOf2012() {
  return {.name = std::string(kReview) + "/letters/l1",
          .host = "regions/em/authorities/E10000019",
          .issue_date = CivilDay(2012, 7, 31),
          .recommendations = {Numbered("b", 2), Numbered("c", 1), Numbered("a", 3)}};
}

TEST(OpenPlan, StartsTheClocksFromTheDayOfTheLetter) {
  const OpenedPlan opened = OpenPlan(LetterOf2012(), WithDefaults({}), environment::WorkingDays());
  EXPECT_EQ(opened.plan.name(), kPlan);
  EXPECT_EQ(opened.plan.host(), "regions/em/authorities/E10000019");
  EXPECT_EQ(opened.plan.state(), v1::ActionPlan::STATE_OPEN);
  const struct {
    PlanClock::Kind kind;
    const char* due;
  } wanted[] = {{PlanClock::KIND_SUBMISSION, "2012-09-12"},  // with a bank holiday in August
                {PlanClock::KIND_PUBLICATION, "2012-10-31"},
                {PlanClock::KIND_PROGRESS_REVIEW, "2013-01-31"}};
  ASSERT_EQ(opened.plan.clocks_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(opened.plan.clocks(i).kind(), wanted[i].kind);
    EXPECT_EQ(opened.plan.clocks(i).due_date(), wanted[i].due);
    EXPECT_EQ(opened.plan.clocks(i).state(), PlanClock::STATE_RUNNING);
    EXPECT_EQ(opened.deadlines.count(wanted[i].kind), 1u);
  }
  EXPECT_EQ(opened.deadlines.at(PlanClock::KIND_PUBLICATION).due, CivilDay(2012, 10, 31));
}

TEST(OpenPlan, FollowsTheRegionsRulesAndHolidays) {
  v1::FollowUpRules rules = WithDefaults({});
  rules.set_submission_working_days(2);
  rules.set_publication_months(1);
  rules.set_progress_review_months(12);
  IssuedLetter letter = LetterOf2012();
  letter.issue_date = CivilDay(2012, 1, 31);
  const environment::WorkingDays working_days({CivilDay(2012, 2, 1)});
  const OpenedPlan opened = OpenPlan(letter, rules, working_days);
  EXPECT_EQ(opened.plan.clocks(0).due_date(), "2012-02-03");
  EXPECT_EQ(opened.plan.clocks(1).due_date(), "2012-02-29");
  EXPECT_EQ(opened.plan.clocks(2).due_date(), "2013-01-31");
  EXPECT_EQ(opened.rules.submission_working_days(), 2);
}

TEST(OpenPlan, EndsNoClockOnADayOnWhichNobodyWorks) {
  v1::FollowUpRules rules = WithDefaults({});
  rules.set_publication_months(1);
  rules.set_progress_review_months(2);
  IssuedLetter letter = LetterOf2012();
  letter.issue_date = CivilDay(2012, 10, 25);
  const OpenedPlan opened = OpenPlan(letter, rules, environment::WorkingDays());
  EXPECT_EQ(opened.plan.clocks(1).due_date(), "2012-11-26");  // after a Sunday
  EXPECT_EQ(opened.plan.clocks(2).due_date(), "2012-12-27");  // after Christmas and Boxing Day
  EXPECT_EQ(opened.deadlines.at(PlanClock::KIND_PUBLICATION).due, CivilDay(2012, 11, 26));
}

TEST(OpenPlan, HasAResponseToEachRecommendationInTheirOrder) {
  const OpenedPlan opened = OpenPlan(LetterOf2012(), WithDefaults({}), environment::WorkingDays());
  ASSERT_EQ(opened.responses.size(), 3u);
  const char* const ids[] = {"c", "b", "a"};
  for (size_t i = 0; i < 3; ++i) {
    const v1::RecommendationResponse& response = opened.responses[i];
    EXPECT_EQ(response.name(), std::string(kPlan) + "/responses/" + ids[i]);
    EXPECT_EQ(response.recommendation(), Recommendation(ids[i]));
    EXPECT_EQ(response.number(), static_cast<int>(i) + 1);
    EXPECT_EQ(response.decision(), v1::RecommendationResponse::DECISION_UNSPECIFIED);
    EXPECT_EQ(response.state(), v1::RecommendationResponse::STATE_OPEN);
  }
  EXPECT_EQ(opened.plan.progress().recommendations(), 3);
  EXPECT_EQ(opened.plan.progress().answered(), 0);
}

TEST(PlanNames, AreFoundInWhatLiesBelow) {
  EXPECT_EQ(PlanOf(kPlan), kPlan);
  EXPECT_EQ(PlanOf(std::string(kPlan) + "/actions/a1/updates/u1"), kPlan);
  EXPECT_EQ(PlanOf(kReview), "");
  EXPECT_EQ(PlanOf("regions/em/reviews/-/actionPlan"), "");
  EXPECT_EQ(PlanOf("actionPlan/regions/em"), "");
  EXPECT_EQ(ResponseTo(Recommendation("r7")), std::string(kPlan) + "/responses/r7");
}

}  // namespace
}  // namespace peerchallenge::recommendations

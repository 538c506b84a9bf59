#include "services/peerchallenge/plan_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using testing::HasSubstr;
using testing::Not;

v1::InfeasibilityReport Report(bool minimal) {
  v1::InfeasibilityReport report;
  auto* element = report.add_conflict();
  element->set_kind("P9");
  element->set_subject("LIN-1");
  element->set_detail("DIRECTOR min 1");
  element->set_message("Review LIN-1 needs a director.");
  report.set_minimal(minimal);
  return report;
}

TEST(InfeasibilityText, ShowsEachElementInWordsWithItsRule) {
  EXPECT_THAT(InfeasibilityText(Report(true)),
              HasSubstr("  - Review LIN-1 needs a director.  [P9 LIN-1: DIRECTOR min 1]\n"));
}

TEST(InfeasibilityText, ClaimsThatItIsMinimalOnlyWhereItIs) {
  EXPECT_THAT(InfeasibilityText(Report(true)), HasSubstr("any single one"));
  EXPECT_THAT(InfeasibilityText(Report(false)), Not(HasSubstr("any single one")));
}

TEST(InfeasibilityText, PromisesAPlanOnlyWhereThereIsNoOtherConflict) {
  v1::InfeasibilityReport report = Report(true);
  EXPECT_THAT(InfeasibilityText(report), Not(HasSubstr("makes a plan possible")));
  report.set_sole(true);
  EXPECT_THAT(InfeasibilityText(report), HasSubstr("makes a plan possible"));
}

TEST(InfeasibilityText, ShowsFurtherConflictsAndWhatWouldHelp) {
  v1::InfeasibilityReport report = Report(true);
  report.add_further_conflicts()->add_conflict()->set_message("Nobody covers send.");
  v1::Relaxation* relaxation = report.add_relaxations();
  relaxation->set_message("If reviewer r1 could come in w3, the best plan would cost 3421.");
  relaxation->set_cost(3421);
  relaxation->set_bound(3421);
  const std::string text = InfeasibilityText(report);
  EXPECT_THAT(text, HasSubstr("Nor can these:\n  - Nobody covers send."));
  EXPECT_THAT(text, HasSubstr("3,421  3,421  If reviewer r1 could come in w3"));
}

TEST(SolutionText, NeverCallsATimeOutInfeasible) {
  v1::ProgrammeSolution solution;
  solution.set_outcome(v1::SOLVE_OUTCOME_NOT_FOUND);
  solution.mutable_progress()->mutable_elapsed()->set_seconds(10);
  EXPECT_EQ(SolutionText(solution), "no plan found in 10 s; there may be one\n");
}

TEST(SolutionText, TellsCostBoundAndGap) {
  v1::ProgrammeSolution solution;
  solution.set_outcome(v1::SOLVE_OUTCOME_FEASIBLE);
  solution.mutable_plan()->set_cost(2000);
  solution.mutable_plan()->set_bound(1900);
  EXPECT_EQ(SolutionText(solution), "plan: cost 2,000, bound 1,900, gap 5.0 %\n");
}

TEST(SolutionText, SpeaksOfTimetables) {
  v1::TimetableSolution solution;
  solution.set_outcome(v1::SOLVE_OUTCOME_OPTIMAL);
  solution.mutable_timetable()->set_cost(2000);
  solution.mutable_timetable()->set_bound(2000);
  EXPECT_EQ(SolutionText(solution), "optimal timetable: cost 2,000, bound 2,000, gap 0.0 %\n");
}

TEST(CostText, NamesTheItemsOfATimetable) {
  v1::Timetable timetable;
  timetable.mutable_cost_items()->set_idle(45);
  timetable.set_cost(45);
  timetable.set_bound(40);
  const std::string text = CostText(timetable);
  EXPECT_THAT(text, HasSubstr("minutes of waiting"));
  EXPECT_THAT(text, HasSubstr("no timetable can cost less than 40"));
}

TEST(CostText, LeavesOutItemsThatCostNothing) {
  v1::ProgrammePlan plan;
  plan.mutable_cost_items()->set_travel(700);
  plan.set_cost(700);
  const std::string text = CostText(plan);
  EXPECT_THAT(text, HasSubstr("travel   700"));
  EXPECT_THAT(text, Not(HasSubstr("novice")));
  EXPECT_THAT(text, HasSubstr("no lower bound is proven"));
}

TEST(PlanText, ShowsTheConflictOfAPlanWithoutASolution) {
  v1::Plan plan;
  plan.set_name("regions/em/programmes/y/plans/p");
  plan.set_state(v1::Plan::STATE_INFEASIBLE);
  *plan.mutable_solution()->mutable_infeasibility() = Report(true);
  EXPECT_THAT(PlanText(plan), HasSubstr("plans/p: INFEASIBLE\n"));
  EXPECT_THAT(PlanText(plan), HasSubstr("Review LIN-1 needs a director."));
}

TEST(PlanText, ShowsWhereEachReviewLands) {
  v1::Plan plan;
  plan.set_state(v1::Plan::STATE_SUCCEEDED);
  plan.mutable_adopt_time()->set_seconds(1);
  auto* review = plan.mutable_solution()->mutable_plan()->add_reviews();
  review->set_review("lin");
  review->set_week("2012-W28");
  review->set_lead("p1");
  review->add_members("p1");
  review->add_members("p2");
  EXPECT_THAT(PlanText(plan), HasSubstr("SUCCEEDED, adopted"));
  EXPECT_THAT(PlanText(plan), HasSubstr("2012-W28  lin     p1    p1 p2\n"));
}

TEST(ExplanationText, MarksTheChosenAndShowsRuleOrCost) {
  v1::PlanExplanation explanation;
  auto* chosen = explanation.add_choices();
  chosen->set_subject("p1");
  chosen->set_chosen(true);
  chosen->set_cost_change(1200);
  chosen->set_message("Leaving p1 out costs 1,200.");
  auto* barred = explanation.add_choices();
  barred->set_subject("p2");
  barred->add_rules()->set_kind("P5");
  const std::string text = ExplanationText(explanation);
  EXPECT_THAT(text, HasSubstr("*  p1      +1,200         Leaving p1 out costs 1,200.\n"));
  EXPECT_THAT(text, HasSubstr("   p2              P5\n"));
}

TEST(ExplanationText, ShowsSharesWhereNoChoiceWasAskedFor) {
  v1::PlanExplanation explanation;
  auto* share = explanation.add_shares();
  share->set_kind(v1::PlanExplanation::Share::KIND_REVIEW);
  share->set_subject("lin");
  share->mutable_cost_items()->set_travel(1200);
  share->mutable_cost_items()->set_week(60);
  const std::string text = ExplanationText(explanation);
  EXPECT_THAT(text, HasSubstr("review  lin          1,260  week 60, travel 1,200"));
}

}  // namespace
}  // namespace peerchallenge::cli

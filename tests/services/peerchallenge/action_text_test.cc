#include "services/peerchallenge/action_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using testing::HasSubstr;
using testing::Not;
using v1::Action;
using v1::PlanClock;
using v1::RecommendationResponse;

v1::ActionPlan PublishedPlan() {
  v1::ActionPlan plan;
  plan.set_name("regions/em/reviews/lin/actionPlan");
  plan.set_host("regions/em/authorities/E10000019");
  plan.set_state(v1::ActionPlan::STATE_PUBLISHED);
  PlanClock& met = *plan.add_clocks();
  met.set_kind(PlanClock::KIND_SUBMISSION);
  met.set_due_date("2012-09-12");
  met.set_done_date("2012-09-10");
  met.set_state(PlanClock::STATE_MET);
  PlanClock& late = *plan.add_clocks();
  late.set_kind(PlanClock::KIND_PROGRESS_REVIEW);
  late.set_due_date("2013-01-31");
  late.set_state(PlanClock::STATE_OVERDUE);
  late.set_escalation(2);
  plan.mutable_progress()->set_recommendations(3);
  plan.mutable_progress()->set_answered(2);
  plan.mutable_progress()->set_actions(4);
  plan.mutable_progress()->set_delivered(2);
  plan.mutable_progress()->set_improved(1);
  return plan;
}

Action Mentors() {
  Action action;
  action.set_name("regions/em/reviews/lin/actionPlan/actions/mentors");
  action.set_text("Offer mentors");
  action.set_owner_role("Head of service");
  action.set_due_date("2013-01-31");
  action.set_delivery(Action::DELIVERY_IN_PROGRESS);
  action.set_rag(Action::RAG_AMBER);
  action.set_overdue(true);
  action.set_escalation(1);
  action.set_effect(Action::EFFECT_IMPROVED);
  v1::Measure& measure = *action.add_measures();
  measure.set_id("in-work");
  measure.set_unit("%");
  measure.set_baseline(40);
  measure.set_target(60);
  measure.set_latest(52);
  measure.set_distance_percent(40);
  return action;
}

TEST(ActionPlanText, TellsStateClocksAndFigures) {
  const std::string text = ActionPlanText(PublishedPlan());
  EXPECT_THAT(text, HasSubstr("Action plan of lin, E10000019: published\n"));
  EXPECT_THAT(text, HasSubstr("submission by 12 Sep 2012: met, 10 Sep 2012\n"));
  EXPECT_THAT(text, HasSubstr("progress review by 31 Jan 2013: overdue, programme office told\n"));
  EXPECT_THAT(text,
              HasSubstr("2 of 3 recommendations answered; 4 actions: 2 delivered, 1 improved"));
}

TEST(WholePlanText, PutsAdviceResponsesAndActionsTogether) {
  WholePlan whole = {.plan = PublishedPlan(), .responses = {}, .actions = {}, .advice = {}};
  whole.plan.set_introduction("We thank the team.");
  RecommendationResponse& response = whole.responses.emplace_back();
  response.set_number(1);
  response.set_recommendation("regions/em/reviews/lin/recommendations/r1");
  response.set_decision(RecommendationResponse::DECISION_PARTLY_ACCEPTED);
  response.set_reason("In the cities.");
  response.set_state(RecommendationResponse::STATE_OPEN);
  response.add_actions(Mentors().name());
  whole.advice[response.recommendation()] = "Offer every care leaver a mentor.";
  whole.actions.push_back(Mentors());
  const std::string text = WholePlanText(whole);
  for (const char* part :
       {"We thank the team.", "partly accepted", "Offer every care leaver a mentor.",
        "Host: In the cities.", "in progress, amber, overdue,", "director told", "31 Jan 2013",
        "in-work: 40 to 60 %, now 52, 40% of the way left"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ActionText, SaysThatAMeasureIsAtItsTarget) {
  Action mentors = Mentors();
  mentors.mutable_measures(0)->set_latest(65);
  mentors.mutable_measures(0)->set_distance_percent(-25);
  EXPECT_THAT(ActionText(mentors), HasSubstr("in-work: 40 to 60 %, now 65, at target"));
}

TEST(ActionsText, SaysWhereThereAreNone) {
  EXPECT_EQ(ActionsText({}), "No actions.\n");
  EXPECT_EQ(ActionPlansText({}), "No action plans.\n");
  EXPECT_EQ(ActionUpdatesText({}), "No updates.\n");
  EXPECT_EQ(ProgressReviewsText({}), "No progress reviews.\n");
  EXPECT_EQ(RepeatsText({}), "Nothing similar was recommended before.\n");
}

TEST(ActionUpdatesText, TellsReadingsAndEvidence) {
  v1::ListActionUpdatesResponse response;
  v1::ActionUpdate& update = *response.add_action_updates();
  update.set_delivery(Action::DELIVERY_DELIVERED);
  update.set_note("It is done.");
  update.add_readings()->set_measure("in-work");
  update.mutable_readings(0)->set_value(52);
  update.mutable_readings(0)->set_date("2013-01-31");
  update.add_evidence()->set_title("Contract");
  const std::string text = ActionUpdatesText(response);
  for (const char* part :
       {"delivered", "It is done.", "in-work 52 on 31 Jan 2013", "Evidence: Contract"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(RepeatsText, ShowsNoStateThatWasNotTold) {
  v1::SuggestRepeatsResponse response;
  auto& repeat = *response.add_repeats();
  repeat.set_recommendation("regions/em/reviews/lin/recommendations/r1");
  repeat.set_text("Offer mentors.");
  repeat.set_issue_date("2012-07-31");
  EXPECT_THAT(RepeatsText(response), HasSubstr("31 Jul 2012"));
  EXPECT_THAT(RepeatsText(response), Not(HasSubstr("unspecified")));
  repeat.set_state(RecommendationResponse::STATE_CLOSED);
  EXPECT_THAT(RepeatsText(response), HasSubstr("closed"));
}

}  // namespace
}  // namespace peerchallenge::cli

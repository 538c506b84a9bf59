#include "services/recommendations/plans/plan_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/recommendations/plans/plan_progress.h"
#include "tests/services/recommendations/plans/plan_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using rpc::ExpectError;
using testing::ElementsAre;
using testing::Pair;
using v1::Action;
using v1::ActionPlan;
using v1::PlanClock;
using v1::RecommendationResponse;

constexpr absl::CivilDay kDueDay(2012, 9, 10);

ActionPlan PlanDueIn(ActionPlan::State state) {
  ActionPlan plan;
  plan.set_name(kPlan);
  plan.set_state(state);
  for (const auto kind : {PlanClock::KIND_SUBMISSION, PlanClock::KIND_PUBLICATION}) {
    PlanClock& clock = *plan.add_clocks();
    clock.set_kind(kind);
    clock.set_due_date("2012-09-10");
  }
  return plan;
}

TEST(PlanSteps, GoFromOpenOverSubmittedToPublished) {
  ActionPlan plan = PlanDueIn(ActionPlan::STATE_OPEN);
  EXPECT_FALSE(IsPublic(plan));
  ASSERT_TRUE(Submit(kDueDay, plan).ok());
  EXPECT_EQ(plan.state(), ActionPlan::STATE_SUBMITTED);
  EXPECT_EQ(plan.clocks(0).done_date(), "2012-09-10");
  EXPECT_EQ(plan.clocks(1).done_date(), "");
  EXPECT_FALSE(IsPublic(plan));
  ASSERT_TRUE(Publish(kDueDay + 1, plan).ok());
  EXPECT_EQ(plan.state(), ActionPlan::STATE_PUBLISHED);
  EXPECT_EQ(plan.clocks(1).state(), PlanClock::STATE_MET_LATE);
  EXPECT_TRUE(IsPublic(plan));
}

TEST(PlanSteps, AreAllowedInTheirStatesOnly) {
  using Check = absl::Status (*)(const ActionPlan&);
  const Check submit = [](const ActionPlan& plan) {
    ActionPlan copy = plan;
    return Submit(kDueDay, copy);
  };
  const Check publish = [](const ActionPlan& plan) {
    ActionPlan copy = plan;
    return Publish(kDueDay, copy);
  };
  const struct {
    const char* name;
    Check check;
    std::vector<ActionPlan::State> allowed;
  } rows[] = {
      {"submit", submit, {ActionPlan::STATE_OPEN}},
      {"publish", publish, {ActionPlan::STATE_SUBMITTED}},
      {"write", CheckUnpublished, {ActionPlan::STATE_OPEN, ActionPlan::STATE_SUBMITTED}},
      {"act",
       CheckNotClosed,
       {ActionPlan::STATE_OPEN, ActionPlan::STATE_SUBMITTED, ActionPlan::STATE_PUBLISHED}},
      {"delete", CheckOpen, {ActionPlan::STATE_OPEN}},
      {"review", CheckPublic, {ActionPlan::STATE_PUBLISHED, ActionPlan::STATE_CLOSED}},
  };
  for (const auto& row : rows) {
    for (const auto state : {ActionPlan::STATE_OPEN, ActionPlan::STATE_SUBMITTED,
                             ActionPlan::STATE_PUBLISHED, ActionPlan::STATE_CLOSED}) {
      const absl::Status status = row.check(PlanDueIn(state));
      if (testing::Value(row.allowed, testing::Contains(state))) {
        EXPECT_TRUE(status.ok()) << row.name << " in " << state << ": " << status;
      } else {
        ExpectError(status, reasons::ERROR_REASON_WRONG_STATE);
      }
    }
  }
}

TEST(CheckComplete, NamesWhatIsUnansweredOrHasNoAction) {
  const std::vector<RecommendationResponse> responses = {
      MakeResponse("r1"), MakeResponse("r2", RecommendationResponse::DECISION_ACCEPTED),
      MakeResponse("r3", RecommendationResponse::DECISION_PARTLY_ACCEPTED),
      MakeResponse("r4", RecommendationResponse::DECISION_DECLINED),
      MakeResponse("r5", RecommendationResponse::DECISION_ACCEPTED)};
  const std::vector<Action> actions = {MakeAction("a1", {"r5"}),
                                       MakeAction("a2", {"r3"}, Action::DELIVERY_DROPPED)};
  const absl::Status status = CheckComplete(responses, actions);
  ExpectError(status, reasons::ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(RulesOf(status), ElementsAre(Pair("PLAN_UNANSWERED", responses[0].name()),
                                           Pair("PLAN_NO_ACTION", responses[1].name()),
                                           Pair("PLAN_NO_ACTION", responses[2].name())));
}

TEST(CheckComplete, IsContentWhenOneActionServesMany) {
  const std::vector<RecommendationResponse> responses = {
      MakeResponse("r1", RecommendationResponse::DECISION_ACCEPTED),
      MakeResponse("r2", RecommendationResponse::DECISION_PARTLY_ACCEPTED),
      MakeResponse("r3", RecommendationResponse::DECISION_DECLINED)};
  EXPECT_TRUE(CheckComplete(responses, {MakeAction("a1", {"r1", "r2"})}).ok());
}

TEST(Respond, ClosesWhatIsDeclinedUntilItIsAccepted) {
  RecommendationResponse response = MakeResponse("r1");
  Respond(RecommendationResponse::DECISION_DECLINED, "It is done already.", response);
  EXPECT_EQ(response.state(), RecommendationResponse::STATE_CLOSED);
  EXPECT_EQ(response.reason(), "It is done already.");
  Respond(RecommendationResponse::DECISION_ACCEPTED, "", response);
  EXPECT_EQ(response.state(), RecommendationResponse::STATE_OPEN);
  EXPECT_EQ(response.reason(), "");
}

TEST(PlanProgress, TellsDeliveredFromImproved) {
  std::vector<Action> actions = {MakeAction("a1"), MakeAction("a2"), MakeAction("a3"),
                                 MakeAction("a4"), MakeAction("a5")};
  actions[0].set_delivery(Action::DELIVERY_DELIVERED);  // done, and it did not help
  actions[0].set_effect(Action::EFFECT_UNCHANGED);
  actions[0].set_rag(Action::RAG_GREEN);
  actions[1].set_delivery(Action::DELIVERY_DELIVERED);
  actions[1].set_effect(Action::EFFECT_ON_TARGET);
  actions[1].set_rag(Action::RAG_GREEN);
  actions[2].set_delivery(Action::DELIVERY_IN_PROGRESS);  // it helps before it is done
  actions[2].set_effect(Action::EFFECT_IMPROVED);
  actions[2].set_rag(Action::RAG_AMBER);
  actions[3].set_due_date("2012-09-09");
  actions[3].set_rag(Action::RAG_RED);
  actions[4].set_delivery(Action::DELIVERY_DROPPED);
  actions[4].set_rag(Action::RAG_RED);
  actions[4].set_due_date("2012-09-09");
  const v1::PlanProgress progress = ProgressOf(
      {MakeResponse("r1"), MakeResponse("r2", RecommendationResponse::DECISION_DECLINED)}, actions,
      kDueDay);
  EXPECT_EQ(progress.recommendations(), 2);
  EXPECT_EQ(progress.answered(), 1);
  EXPECT_EQ(progress.actions(), 4);
  EXPECT_EQ(progress.delivered(), 2);
  EXPECT_EQ(progress.improved(), 1);
  EXPECT_EQ(progress.overdue(), 1);
  EXPECT_EQ(progress.red(), 1);
  EXPECT_EQ(progress.amber(), 1);
  EXPECT_EQ(progress.green(), 2);
}

}  // namespace
}  // namespace peerchallenge::recommendations

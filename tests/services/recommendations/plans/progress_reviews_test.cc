#include "services/recommendations/plans/progress_reviews.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/plans/plan_fixture.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using v1::ActionPlan;
using v1::PlanClock;
using v1::ProgressReview;
using v1::RecommendationResponse;
using Verdict = v1::ProgressReview::Verdict;

ProgressReview ReviewWith(const std::vector<std::pair<std::string, Verdict::Decision>>& verdicts) {
  ProgressReview review;
  review.set_date("2013-02-05");
  for (const auto& [id, decision] : verdicts) {
    Verdict& verdict = *review.add_verdicts();
    verdict.set_recommendation(Recommendation(id));
    verdict.set_decision(decision);
  }
  return review;
}

ActionPlan PlanIn(ActionPlan::State state) {
  ActionPlan plan;
  plan.set_name(kPlan);
  plan.set_state(state);
  plan.add_clocks()->set_kind(PlanClock::KIND_PROGRESS_REVIEW);
  plan.mutable_clocks(0)->set_due_date("2013-01-31");
  return plan;
}

std::vector<RecommendationResponse> ResponsesIn(
    const std::vector<RecommendationResponse::State>& states) {
  std::vector<RecommendationResponse> responses;
  for (const auto state : states) {
    responses.push_back(MakeResponse(absl::StrCat("r", responses.size() + 1)));
    responses.back().set_state(state);
  }
  return responses;
}

TEST(ProgressReviews, CloseSomeAndLeaveThePlanOpenForTheRest) {
  ActionPlan plan = PlanIn(ActionPlan::STATE_PUBLISHED);
  const auto responses =
      ResponsesIn({RecommendationResponse::STATE_OPEN, RecommendationResponse::STATE_OPEN,
                   RecommendationResponse::STATE_OPEN});
  const auto changed =
      Record(ReviewWith({{"r1", Verdict::DECISION_CLOSE}, {"r2", Verdict::DECISION_CONTINUE}}),
             responses, plan);
  ASSERT_TRUE(changed.ok()) << changed.status();
  ASSERT_EQ(changed->size(), 1u);
  EXPECT_EQ(changed->front().recommendation(), Recommendation("r1"));
  EXPECT_EQ(changed->front().state(), RecommendationResponse::STATE_CLOSED);
  EXPECT_EQ(plan.state(), ActionPlan::STATE_PUBLISHED);
  EXPECT_EQ(plan.clocks(0).done_date(), "2013-02-05");
  EXPECT_EQ(plan.clocks(0).state(), PlanClock::STATE_MET_LATE);
}

TEST(ProgressReviews, CloseThePlanWithItsLastRecommendation) {
  ActionPlan plan = PlanIn(ActionPlan::STATE_PUBLISHED);
  const auto responses =
      ResponsesIn({RecommendationResponse::STATE_CLOSED, RecommendationResponse::STATE_REOPENED});
  const auto changed = Record(ReviewWith({{"r2", Verdict::DECISION_CLOSE}}), responses, plan);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(plan.state(), ActionPlan::STATE_CLOSED);
}

TEST(ProgressReviews, ReopenWhatWasClosedAndWithItThePlan) {
  ActionPlan plan = PlanIn(ActionPlan::STATE_CLOSED);
  plan.mutable_clocks(0)->set_done_date("2013-01-15");
  const auto responses =
      ResponsesIn({RecommendationResponse::STATE_CLOSED, RecommendationResponse::STATE_CLOSED});
  const auto changed = Record(ReviewWith({{"r2", Verdict::DECISION_REOPEN}}), responses, plan);
  ASSERT_TRUE(changed.ok()) << changed.status();
  ASSERT_EQ(changed->size(), 1u);
  EXPECT_EQ(changed->front().state(), RecommendationResponse::STATE_REOPENED);
  EXPECT_EQ(plan.state(), ActionPlan::STATE_PUBLISHED);
  EXPECT_EQ(plan.clocks(0).done_date(), "2013-01-15") << "the clock stopped at the first one";
}

TEST(ProgressReviews, LeaveAClosedPlanClosedWhereNothingReopens) {
  ActionPlan plan = PlanIn(ActionPlan::STATE_CLOSED);
  const auto responses = ResponsesIn({RecommendationResponse::STATE_CLOSED});
  const auto changed = Record(ReviewWith({{"r1", Verdict::DECISION_CONTINUE}}), responses, plan);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_TRUE(changed->empty());
  EXPECT_EQ(plan.state(), ActionPlan::STATE_CLOSED);
}

TEST(ProgressReviews, NameVerdictsThatDoNotFitThePlan) {
  const auto responses =
      ResponsesIn({RecommendationResponse::STATE_OPEN, RecommendationResponse::STATE_CLOSED});
  ActionPlan plan = PlanIn(ActionPlan::STATE_PUBLISHED);
  const auto wrong = Record(ReviewWith({{"r1", Verdict::DECISION_CLOSE},
                                        {"r1", Verdict::DECISION_CONTINUE},
                                        {"other", Verdict::DECISION_CLOSE},
                                        {"r2", Verdict::DECISION_REOPEN}}),
                            responses, plan);
  rpc::ExpectError(wrong.status(), reasons::ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(FieldsOf(wrong.status()), ElementsAre("progress_review.verdicts[1].recommendation",
                                                    "progress_review.verdicts[2].recommendation"));
  const auto reopened = Record(ReviewWith({{"r1", Verdict::DECISION_REOPEN}}), responses, plan);
  EXPECT_THAT(FieldsOf(reopened.status()), ElementsAre("progress_review.verdicts[0].decision"));
  EXPECT_EQ(plan.clocks(0).done_date(), "") << "nothing of a wrong review is recorded";
}

}  // namespace
}  // namespace peerchallenge::recommendations

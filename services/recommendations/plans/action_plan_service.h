#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

// Answers peerchallenge.recommendations.v1.ActionPlanService. One file a kind of resource:
// plans.cc, responses.cc, actions.cc, updates.cc, reviews.cc, rules.cc, repeats.cc.
class ActionPlanService {
 public:
  explicit ActionPlanService(const Context& context) : context_(context) {}

  void Register(rpc::MethodRegistry& registry);

  // Plans.
  absl::StatusOr<v1::ActionPlan> GetActionPlan(const rpc::Call& call,
                                               const v1::GetActionPlanRequest& request);
  absl::StatusOr<v1::ListActionPlansResponse> ListActionPlans(
      const rpc::Call& call, const v1::ListActionPlansRequest& request);
  absl::StatusOr<v1::ActionPlan> UpdateActionPlan(const rpc::Call& call,
                                                  const v1::UpdateActionPlanRequest& request);
  absl::StatusOr<v1::ActionPlan> SubmitActionPlan(const rpc::Call& call,
                                                  const v1::SubmitActionPlanRequest& request);
  absl::StatusOr<v1::ActionPlan> PublishActionPlan(const rpc::Call& call,
                                                   const v1::PublishActionPlanRequest& request);

  // Responses.
  absl::StatusOr<v1::ListRecommendationResponsesResponse> ListRecommendationResponses(
      const rpc::Call& call, const v1::ListRecommendationResponsesRequest& request);
  absl::StatusOr<v1::RecommendationResponse> RespondToRecommendation(
      const rpc::Call& call, const v1::RespondToRecommendationRequest& request);

  // Actions.
  absl::StatusOr<v1::Action> CreateAction(const rpc::Call& call,
                                          const v1::CreateActionRequest& request);
  absl::StatusOr<v1::Action> GetAction(const rpc::Call& call, const v1::GetActionRequest& request);
  absl::StatusOr<v1::ListActionsResponse> ListActions(const rpc::Call& call,
                                                      const v1::ListActionsRequest& request);
  absl::StatusOr<v1::Action> UpdateAction(const rpc::Call& call,
                                          const v1::UpdateActionRequest& request);
  absl::StatusOr<v1::Action> DeleteAction(const rpc::Call& call,
                                          const v1::DeleteActionRequest& request);

  // Updates of actions.
  absl::StatusOr<v1::Action> RecordActionUpdate(const rpc::Call& call,
                                                const v1::RecordActionUpdateRequest& request);
  absl::StatusOr<v1::ListActionUpdatesResponse> ListActionUpdates(
      const rpc::Call& call, const v1::ListActionUpdatesRequest& request);

  // Repeats.
  absl::StatusOr<v1::SuggestRepeatsResponse> SuggestRepeats(
      const rpc::Call& call, const v1::SuggestRepeatsRequest& request);

  // Progress reviews.
  absl::StatusOr<v1::ProgressReview> RecordProgressReview(
      const rpc::Call& call, const v1::RecordProgressReviewRequest& request);
  absl::StatusOr<v1::ListProgressReviewsResponse> ListProgressReviews(
      const rpc::Call& call, const v1::ListProgressReviewsRequest& request);

  // Rules.
  absl::StatusOr<v1::FollowUpRules> GetFollowUpRules(const rpc::Call& call,
                                                     const v1::GetFollowUpRulesRequest& request);
  absl::StatusOr<v1::FollowUpRules> UpdateFollowUpRules(
      const rpc::Call& call, const v1::UpdateFollowUpRulesRequest& request);

 private:
  Context context_;
};

}  // namespace peerchallenge::recommendations

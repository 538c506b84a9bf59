#include "services/recommendations/plans/action_plan_service.h"

namespace peerchallenge::recommendations {

// No read is a Quick one: the first of a day may have to write what the day has changed.
void ActionPlanService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.recommendations.v1.ActionPlanService",
                              context_.database);
  methods.Unary("GetActionPlan", this, &ActionPlanService::GetActionPlan);
  methods.Unary("ListActionPlans", this, &ActionPlanService::ListActionPlans);
  methods.Write("UpdateActionPlan", this, &ActionPlanService::UpdateActionPlan);
  methods.Write("SubmitActionPlan", this, &ActionPlanService::SubmitActionPlan);
  methods.Write("PublishActionPlan", this, &ActionPlanService::PublishActionPlan);

  methods.Unary("ListRecommendationResponses", this,
                &ActionPlanService::ListRecommendationResponses);
  methods.Write("RespondToRecommendation", this, &ActionPlanService::RespondToRecommendation);

  methods.Write("CreateAction", this, &ActionPlanService::CreateAction);
  methods.Unary("GetAction", this, &ActionPlanService::GetAction);
  methods.Unary("ListActions", this, &ActionPlanService::ListActions);
  methods.Write("UpdateAction", this, &ActionPlanService::UpdateAction);
  methods.Write("DeleteAction", this, &ActionPlanService::DeleteAction);

  methods.Write("RecordActionUpdate", this, &ActionPlanService::RecordActionUpdate);
  methods.Unary("ListActionUpdates", this, &ActionPlanService::ListActionUpdates);
  methods.Unary("SuggestRepeats", this, &ActionPlanService::SuggestRepeats);

  methods.Write("RecordProgressReview", this, &ActionPlanService::RecordProgressReview);
  methods.Unary("ListProgressReviews", this, &ActionPlanService::ListProgressReviews);

  methods.Unary("GetFollowUpRules", this, &ActionPlanService::GetFollowUpRules);
  methods.Write("UpdateFollowUpRules", this, &ActionPlanService::UpdateFollowUpRules);
}

}  // namespace peerchallenge::recommendations

#pragma once

#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "services/recommendations/watched.h"

// What watchers are shown of plans and of what lies below them. Those who see a plan only once it
// is public are told of all of it as of that step, and of nothing before.
namespace peerchallenge::recommendations {

View ViewPlan(const Look& look, const v1::ActionPlan& plan);
View ViewResponse(const Look& look, const v1::RecommendationResponse& response);
View ViewAction(const Look& look, const v1::Action& action);
View ViewProgressReview(const Look& look, const v1::ProgressReview& review);

}  // namespace peerchallenge::recommendations

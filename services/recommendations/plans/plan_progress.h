#pragma once

#include <vector>

#include "absl/time/civil_time.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"

namespace peerchallenge::recommendations {

// Whether the measures of an action show improvement.
bool ShowsImprovement(const v1::Action& action);

// How a plan goes on `today`, by its responses and actions.
v1::PlanProgress ProgressOf(const std::vector<v1::RecommendationResponse>& responses,
                            const std::vector<v1::Action>& actions, absl::CivilDay today);

}  // namespace peerchallenge::recommendations

#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"

// What a progress review does: it closes and opens recommendations, and with them the plan.
namespace peerchallenge::recommendations {

// Applies a progress review, whose fields are well-formed, to a plan that is public. Gives the
// responses that it changed; the clock stops on its day. FIELD_INVALID for verdicts on what the
// letter does not recommend, on one recommendation twice, or that reopen what is not CLOSED.
absl::StatusOr<std::vector<v1::RecommendationResponse>> Record(
    const v1::ProgressReview& review, const std::vector<v1::RecommendationResponse>& responses,
    v1::ActionPlan& plan);

}  // namespace peerchallenge::recommendations

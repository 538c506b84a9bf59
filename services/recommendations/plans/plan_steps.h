#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"

// The life of a plan: OPEN -> SUBMITTED -> PUBLISHED -> CLOSED. What a progress review does to it
// is in progress_reviews.h.
namespace peerchallenge::recommendations {

// Whether a plan has been made public: PUBLISHED or CLOSED.
bool IsPublic(const v1::ActionPlan& plan);

// WRONG_STATE unless the host may still write responses and introduction: before PUBLISHED.
absl::Status CheckUnpublished(const v1::ActionPlan& plan);
// WRONG_STATE when nothing remains to be done: CLOSED.
absl::Status CheckNotClosed(const v1::ActionPlan& plan);
// WRONG_STATE unless actions can be deleted: OPEN.
absl::Status CheckOpen(const v1::ActionPlan& plan);
// WRONG_STATE unless a progress review can be held: PUBLISHED or CLOSED.
absl::Status CheckPublic(const v1::ActionPlan& plan);

// RULE_BROKEN for every recommendation without a response (PLAN_UNANSWERED) and for every one that
// is accepted, wholly or partly, and served by no action but dropped ones (PLAN_NO_ACTION).
absl::Status CheckComplete(const std::vector<v1::RecommendationResponse>& responses,
                           const std::vector<v1::Action>& actions);

// OPEN becomes SUBMITTED, SUBMITTED becomes PUBLISHED; the clock of the step stops. WRONG_STATE.
absl::Status Submit(absl::CivilDay today, v1::ActionPlan& plan);
absl::Status Publish(absl::CivilDay today, v1::ActionPlan& plan);

// What the host says to a recommendation: a declined one is done with.
void Respond(v1::RecommendationResponse::Decision decision, const std::string& reason,
             v1::RecommendationResponse& response);

}  // namespace peerchallenge::recommendations

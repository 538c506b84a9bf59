#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/validation/field_checks.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"

// Whether what comes in requests is well-formed. Fields are named as in the requests:
// "action.text".
namespace peerchallenge::recommendations {

inline constexpr size_t kLongestIntroduction = 8'000;
inline constexpr size_t kLongestAnswer = 4'000;
inline constexpr size_t kLongestChangeReason = 2'000;

// An action that is to be stored. Output-only fields are not looked at.
void CheckAction(const v1::Action& action, validation::FieldChecks& checks);
// An update, received on `today`.
void CheckUpdate(const v1::ActionUpdate& update, absl::CivilDay today,
                 validation::FieldChecks& checks);
// A response; UNSPECIFIED is none.
void CheckResponse(v1::RecommendationResponse::Decision decision, const std::string& reason,
                   validation::FieldChecks& checks);
// A progress review, recorded on `today`.
void CheckProgressReview(const v1::ProgressReview& review, absl::CivilDay today,
                         validation::FieldChecks& checks);

// FIELD_INVALID for each rule, defaults filled in, that is out of its range or contradicts another.
absl::Status CheckRules(const v1::FollowUpRules& rules);

}  // namespace peerchallenge::recommendations

#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/storage/database.h"
#include "services/recommendations/context.h"

// What a review's and a finding's state allow.
namespace peerchallenge::recommendations {

// WRONG_STATE where the review has its letter, or is over: nothing more is concluded.
absl::Status CheckOpen(const Standing& standing);

// WRONG_STATE unless the finding is a DRAFT or AGREED.
absl::Status CheckChangeable(const v1::Finding& finding);
// WRONG_STATE unless the recommendation is a DRAFT.
absl::Status CheckChangeable(const v1::Recommendation& recommendation);

}  // namespace peerchallenge::recommendations

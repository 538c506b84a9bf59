#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/storage/database.h"
#include "services/recommendations/context.h"

// What a review's and a finding's state allow.
namespace peerchallenge::recommendations {

// WRONG_STATE where nothing more is concluded: the review has its letter or is over, or the letter
// is put up for signing, so that what is signed is what is issued.
absl::Status CheckOpen(storage::Transaction& tx, const Context& context, const Standing& standing);

// WRONG_STATE unless the finding is a DRAFT or AGREED.
absl::Status CheckChangeable(const v1::Finding& finding);
// WRONG_STATE unless the recommendation is a DRAFT.
absl::Status CheckChangeable(const v1::Recommendation& recommendation);

}  // namespace peerchallenge::recommendations

#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"
#include "services/recommendations/store.h"

namespace peerchallenge::recommendations {

// The rules with every field that is absent set to its default (FollowUpRules in the proto).
v1::FollowUpRules WithDefaults(v1::FollowUpRules rules);

// A region's rules as they are now, with their defaults.
absl::StatusOr<v1::FollowUpRules> RulesOf(storage::Transaction& tx, const Store& store,
                                          const std::string& region);

}  // namespace peerchallenge::recommendations

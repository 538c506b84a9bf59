#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "services/recommendations/context.h"
#include "services/recommendations/plans/plan_sight.h"

// What was done before about what is advised again.
namespace peerchallenge::recommendations {

// Names of the actions that served the recommendations which those of `action` repeat, in order,
// at most 100.
absl::StatusOr<std::vector<std::string>> EarlierActions(storage::Transaction& tx,
                                                        const Context& context,
                                                        const v1::Action& action);

// The action as the caller of `roles` is shown it: with those earlier actions whose plans the
// caller sees.
absl::StatusOr<v1::Action> ViewOf(PlanRoles& roles, v1::Action action);

}  // namespace peerchallenge::recommendations

#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/scheduling/planning_inputs.h"
#include "services/scheduling/store.h"

namespace peerchallenge::scheduling {

// The part of the planning inputs that the rules for one review's week and team, as they stand in
// `review`, can depend on: a handful of reviews and their people, however large the region is. So
// the rules can be checked in a write, which holds up all others. Costs need all of it
// (LoadPlanningInputs).
//
// Other reviews count as they would if all agreed ones keep the rules by themselves, as they did
// when they were stored: one that no longer does is seen only where it bears on `review` itself.
//
// `known` says which reviews take part, as there; the review itself is in it as it is stored.
// RESOURCE_NOT_FOUND (the programme).
absl::StatusOr<PlanningInputs> LoadRuleInputs(storage::Transaction& tx, const Store& store,
                                              const v1::Review& review,
                                              const std::function<bool(const v1::Review&)>& known);

}  // namespace peerchallenge::scheduling

#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/scheduling/alternatives.h"
#include "services/scheduling/programme_problem.h"
#include "services/scheduling/store.h"
#include "services/scheduling/visibility.h"

// Whether a review's week and team, set by hand, keep the rules of the programme.
namespace peerchallenge::scheduling {

// One review to be judged among all others that the viewer sees, which stay as they are. Takes long
// in a large region: not for writes.
struct ReviewInContext {
  PlanningInputs inputs;
  v1::ProgrammeProblem problem;
  v1::ProgrammePlan others;  // the other reviews' weeks and teams
};
absl::StatusOr<ReviewInContext> LoadReviewInContext(storage::Transaction& tx, const Store& store,
                                                    const Viewer& viewer, const v1::Review& review);

// OK, or RULE_BROKEN with every rule that the review's week and team break. Loads only what the
// rules look at (rule_inputs.h).
absl::Status CheckRules(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                        const v1::Review& review);

// RULE_BROKEN with the violations, whose ids become names below the region; OK for none.
absl::Status ToStatus(const std::vector<planning::Violation>& violations,
                      const std::string& region);

}  // namespace peerchallenge::scheduling

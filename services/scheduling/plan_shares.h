#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"

namespace peerchallenge::scheduling {

// What part of a plan's cost each review, then each authority, person and week causes, in the order
// of the problem; those without a part are left out. An item that no single subject of its kind
// causes is 0. `problem` must be valid (planning/validate.h) and `plan` one of its plans.
std::vector<v1::PlanExplanation::Share> SharesOf(const v1::ProgrammeProblem& problem,
                                                 const v1::ProgrammePlan& plan);

}  // namespace peerchallenge::scheduling

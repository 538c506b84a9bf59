#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/programme/proof.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// Explains a problem that is proven infeasible: facts and rules that cannot all hold together,
// reduced by dropping what the proof does not need. `suspects` are the positions in the problem of
// reviews that the proof showed to be enough. `effort` is what the proof took.
//
// When the budget runs out, what is left by then is returned; it is a conflict all the same.
v1::InfeasibilityReport ExplainInfeasible(const v1::ProgrammeProblem& problem,
                                          const std::vector<int>& suspects,
                                          const ProofEffort& effort, Budget& budget);

}  // namespace peerchallenge::scheduling::planning

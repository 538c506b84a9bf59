#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/programme/proof.h"
#include "services/scheduling/planning/programme/relaxation.h"
#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/conflict_search.h"

namespace peerchallenge::scheduling::planning {

// Finds why a problem that is proven infeasible is so (see ConflictSearch). `suspects` are the
// positions in the problem of reviews that the proof showed to be enough. `effort` is what the
// proof took.
Conflicts<Fact> FindConflicts(const v1::ProgrammeProblem& problem, const std::vector<int>& suspects,
                              const ProofEffort& effort, Budget& budget);

// The conflicts in words.
v1::InfeasibilityReport Report(const v1::ProgrammeProblem& problem,
                               const Conflicts<Fact>& conflicts);

}  // namespace peerchallenge::scheduling::planning

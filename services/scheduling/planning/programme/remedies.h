#pragma once

#include <functional>

#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/programme/relaxation.h"
#include "services/scheduling/planning/search/conflict_search.h"
#include "services/scheduling/planning/solve_control.h"

namespace peerchallenge::scheduling::planning {

// Adds to `report` the changes that give the problem a plan (see RemedySearch). `solve` solves a
// changed problem; `control` is that of the caller's search, which took `elapsed` so far.
void AddRelaxations(const v1::ProgrammeProblem& problem, const Conflicts<Fact>& conflicts,
                    const std::function<v1::ProgrammeSolution(const v1::ProgrammeProblem&,
                                                              const SolveControl&)>& solve,
                    const SolveControl& control, absl::Duration elapsed,
                    v1::InfeasibilityReport& report);

}  // namespace peerchallenge::scheduling::planning

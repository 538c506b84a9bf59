#pragma once

#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/solve_control.h"

namespace peerchallenge::scheduling::planning {

// Gives every review of `problem` a week, a lead and a team, at the least cost found.
//
//   OPTIMAL     a plan whose cost equals its proven bound.
//   FEASIBLE    a plan; the best found when the time, the steps or the caller's patience ended.
//   INFEASIBLE  proven: no plan exists; `infeasibility` says why.
//   NOT_FOUND   no plan was found; says nothing about whether one exists.
//
// A returned plan breaks no hard rule and its cost items are those of CheckProgramme().
// Errors: INVALID_ARGUMENT for a malformed problem (see validate.h).
absl::StatusOr<v1::ProgrammeSolution> SolveProgramme(const v1::ProgrammeProblem& problem,
                                                     const SolveControl& control);

}  // namespace peerchallenge::scheduling::planning

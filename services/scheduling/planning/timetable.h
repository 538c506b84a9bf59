#pragma once

#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/solve_control.h"

namespace peerchallenge::scheduling::planning {

// Places the sessions of `problem` in time and at venues and shares the team out over them, at the
// least cost found.
//
//   OPTIMAL     a timetable whose cost equals its proven bound.
//   FEASIBLE    a timetable; the best found when the time, the steps or the caller's patience
//               ended.
//   INFEASIBLE  proven: no timetable exists; `infeasibility` says why.
//   NOT_FOUND   none was found; says nothing about whether one exists.
//
// A returned timetable breaks no hard rule and its cost items are those of CheckTimetable(). With
// an incumbent the search starts from what of it still holds. Placements come in order of time.
// Errors: INVALID_ARGUMENT for a malformed problem (see timetable_validate.h).
absl::StatusOr<v1::TimetableSolution> SolveTimetable(const v1::TimetableProblem& problem,
                                                     const SolveControl& control);

}  // namespace peerchallenge::scheduling::planning

#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/programme.h"
#include "services/scheduling/planning/timetable.h"

namespace peerchallenge::scheduling {

// What searches in the background solve their problems with: the planner, or what a test puts in
// its place. Called from many threads at once.
struct Solvers {
  std::function<absl::StatusOr<v1::ProgrammeSolution>(const v1::ProgrammeProblem&,
                                                      const planning::SolveControl&)>
      programme = planning::SolveProgramme;
  std::function<absl::StatusOr<v1::TimetableSolution>(const v1::TimetableProblem&,
                                                      const planning::SolveControl&)>
      timetable = planning::SolveTimetable;
};

}  // namespace peerchallenge::scheduling

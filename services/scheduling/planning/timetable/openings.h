#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/timetable/change.h"
#include "services/scheduling/planning/timetable/relaxation.h"

namespace peerchallenge::scheduling::planning::timetable {

// Ways to open a problem further than needed, each wider than the one before. A timetable of the
// opened problem shows which changes it uses (ChangesFor()).
using Opening = std::vector<Changes>;

// The openings that may resolve a conflict: what could give way about each of its facts.
std::vector<Opening> OpeningsFor(const v1::TimetableProblem& problem,
                                 const std::vector<Fact>& conflict);

}  // namespace peerchallenge::scheduling::planning::timetable

#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/programme/change.h"
#include "services/scheduling/planning/programme/relaxation.h"

namespace peerchallenge::scheduling::planning {

// Ways to open a problem further than needed, each wider than the one before: any other week
// instead of one. A plan of the opened problem shows which changes it uses (ChangesFor()).
using Opening = std::vector<Changes>;

// The openings that may resolve a conflict: what could give way about each of its facts. Those that
// leave out a review come last.
std::vector<Opening> OpeningsFor(const v1::ProgrammeProblem& problem,
                                 const std::vector<Fact>& conflict);

}  // namespace peerchallenge::scheduling::planning

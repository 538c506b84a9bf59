#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

// What part of a timetable's cost each day, then each person, then each session left out causes, in
// names of the visit. An item that no single subject of its kind causes is 0.
std::vector<v1::BuildExplanation::Share> SharesOf(const Visit& visit,
                                                  const v1::TimetableProblem& problem,
                                                  const v1::Timetable& timetable);

}  // namespace peerchallenge::scheduling

#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/timetable/relaxation.h"

namespace peerchallenge::scheduling::planning::timetable {

// Every fact and rule that can bind the given sessions (positions in the problem), apart from
// their being mandatory.
std::vector<Fact> FactsAbout(const v1::TimetableProblem& problem, const std::vector<int>& sessions);

// The fact for the coordinator.
v1::ConflictElement Describe(const v1::TimetableProblem& problem, const Fact& fact);

}  // namespace peerchallenge::scheduling::planning::timetable

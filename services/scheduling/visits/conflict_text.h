#pragma once

#include "peerchallenge/scheduling/v1/planning.pb.h"

namespace peerchallenge::scheduling {

// Says of a conflict what it means for the visit: the entries that a visit's problem has beside its
// own sessions and groups (timetable_problem.h) become the venue that is closed ("VENUE_CLOSED",
// once, with the day and hours) and the person who is in several groups ("G2").
void Translate(const v1::TimetableProblem& problem, v1::InfeasibilityReport& report);

}  // namespace peerchallenge::scheduling

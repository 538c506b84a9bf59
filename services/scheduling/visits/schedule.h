#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

// A timetable of the visit from the side of one person, venue, group or participant, by name. A
// team member's days also hold travel and lunch. RESOURCE_NOT_FOUND for a subject that is none of
// the visit's: a person must be on the team, or attend something of the timetable.
absl::StatusOr<v1::Schedule> ScheduleOf(const Visit& visit, const v1::VisitTimetable& timetable,
                                        const std::string& subject);

}  // namespace peerchallenge::scheduling

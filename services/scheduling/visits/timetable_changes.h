#pragma once

#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

using Changes = google::protobuf::RepeatedPtrField<v1::TimetableChange>;

// What differs between two timetables of a visit, by time; causes are not set.
Changes DiffTimetables(const Visit& visit, const v1::Timetable& before, const v1::Timetable& after);

// A cause; `subject` is an id.
v1::ConflictElement Cause(const std::string& kind, const std::string& subject,
                          const std::string& detail, const std::string& message);

// Gives all changes the same cause.
void SetCause(const v1::ConflictElement& cause, Changes& changes);

// Adds causes that the change does not have yet.
void AddCauses(const google::protobuf::RepeatedPtrField<v1::ConflictElement>& causes,
               v1::TimetableChange& change);

// Sessions of the visit that the timetable does not place, by name; dropped ones are not listed.
std::vector<std::string> UnplacedSessions(const Visit& visit, const v1::Timetable& timetable);

}  // namespace peerchallenge::scheduling

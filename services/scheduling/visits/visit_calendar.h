#pragma once

#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/review.pb.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/visits/calendar_text.h"
#include "services/scheduling/visits/visit_records.h"

namespace peerchallenge::scheduling {

// A release with what it brought out.
struct ReleasedTimetable {
  v1::Release release;
  v1::Timetable timetable;
  ReleaseContents contents;
};

// The releases of a review, in order, as calendar events of one subject (name of a person, venue or
// group; empty = the whole visit). A session keeps its UID; its SEQUENCE counts the releases that
// changed it. What an earlier release had for the subject and the last does not is cancelled, and
// so is everything of a cancelled review.
std::vector<CalendarEvent> EventsOf(const v1::Review& review,
                                    const std::vector<ReleasedTimetable>& releases,
                                    const std::string& subject);

}  // namespace peerchallenge::scheduling

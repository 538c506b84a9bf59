#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"

namespace peerchallenge::scheduling::planning {

// One hard rule that a timetable breaks.
struct TimetableViolation {
  std::string rule;  // "T1" to "T9"
  std::vector<std::string>
      sessions;             // ids of the sessions that clash, in order of time; one or two
  std::string subject;      // id of the member, group or venue they clash over, or the theme that
                            // nobody has; empty = none
  v1::TimeWindow time;      // when; no date = not tied to a time
  std::string description;  // in words for a host coordinator
};

// What a timetable is worth.
struct TimetableCheck {
  std::vector<TimetableViolation> violations;  // empty = the timetable is feasible
  int64_t cost = 0;                            // the total of cost_items
  v1::TimetableCostItems cost_items;  // weights applied; whatever the timetable claims is not read
};

// Judges any timetable, whoever made it: every hard rule and every cost item, from the messages
// alone and without any code of the search. `problem` must be valid (timetable_validate.h);
// `timetable` may be anything: an entry for a session that the problem does not have, for one that
// has an entry already, or without a day and a time is reported and otherwise not looked at.
TimetableCheck CheckTimetable(const v1::TimetableProblem& problem, const v1::Timetable& timetable);

}  // namespace peerchallenge::scheduling::planning

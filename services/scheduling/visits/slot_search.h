#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/visits/visit_time.h"

// Where one session could go while all others stay as they are.
namespace peerchallenge::scheduling {

// One place, with the reviewers who cost least there.
struct Slot {
  v1::Placement placement;
  // What the parts of the cost that depend on the place come to; comparable between the slots of
  // one search only.
  int64_t cost = 0;
};

// What keeps the session from places: a rule, over whom (an id of the problem; may be empty), and
// from how many.
struct Obstacle {
  std::string rule;
  std::string subject;
  int places = 0;
};

struct SlotsFound {
  std::vector<Slot> slots;          // cheapest first, then by time and venue
  std::vector<Obstacle> obstacles;  // the one that forbids most places first
};

struct SlotQuery {
  std::string session;   // id of a session of the problem
  LocalMinute earliest;  // the first moment that it may begin ("FROZEN" before)
  // Only what is set in it: date, start, venue, reviewers.
  v1::Placement within;
};

// Searches all days, slots and venues. The place that the session has in `timetable` is no answer.
// The reviewers of a place are the cheapest of all sets, or, where there are more than 2,000 of
// them, of those of the members who cost least by themselves and the cheapest who hold the
// session's themes. `timetable` holds the problem's closed venues. Ends early, with what it has,
// when `stop` is requested.
SlotsFound FindSlots(const v1::TimetableProblem& problem, const v1::Timetable& timetable,
                     const SlotQuery& query, const std::stop_token& stop);

}  // namespace peerchallenge::scheduling

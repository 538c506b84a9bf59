#pragma once

#include <compare>
#include <cstdint>
#include <set>

#include "peerchallenge/scheduling/v1/planning.pb.h"

// Changes of a problem that make more timetables possible.
namespace peerchallenge::scheduling::planning::timetable {

// What a change is about. The comments give the two positions and the values that, with the kind,
// name one change: indices into the problem's lists, and minutes since midnight or a number, 0
// where unused. What no visit can do without (ways take their time, nobody is in two places) is
// missing.
enum class ChangeKind : uint8_t {
  kPinnedDate,   // T1: session; no longer pinned
  kPinnedStart,  // T1: session; no longer pinned
  kPinnedVenue,  // T1: session; no longer pinned
  kPinnedTeam,   // T1: session; no longer pinned
  kDayStart,     // T1: day; from
  kDayEnd,       // T1: day; to
  kDate,         // T1: session, day
  kEarliest,     // T1: session; from
  kLatestEnd,    // T1: session; to
  kVenue,        // T2: session, venue
  kRooms,        // T2: venue; number in `to`
  kGroupHours,   // T3: group, day; from, to
  kReviewers,    // T4: session; number in `to`
  kPresence,     // T4: member, day; from, to
  kLunch,        // T6: day; minutes in `to`
  kAfter,        // T7: session, session that need not have ended
  kTheme,        // T9: session, position in its themes; no longer needed
  kOptional,     // T8: session; need not take place
};

struct Change {
  ChangeKind kind;
  int a = 0;
  int b = 0;
  int from = 0;
  int to = 0;

  friend auto operator<=>(const Change&, const Change&) = default;  // NOLINT(modernize-use-nullptr)
};

// Applied together, whatever their order.
using Changes = std::set<Change>;

// The problem with the changes.
v1::TimetableProblem Changed(const v1::TimetableProblem& problem, const Changes& changes);

// The changes without which the problem does not allow the timetable; of use only for timetables
// that break no rule beyond those that a change can lift.
Changes ChangesFor(const v1::TimetableProblem& problem, const v1::Timetable& timetable);

// The change like an element of a conflict; the message is a clause to follow 'if': "m1 could come
// on 2026-10-12 from 09:00 to 10:00".
v1::ConflictElement Describe(const v1::TimetableProblem& problem, const Change& change);

}  // namespace peerchallenge::scheduling::planning::timetable

#pragma once

#include <cstdint>

#include "absl/container/flat_hash_set.h"

namespace peerchallenge::scheduling::planning::timetable {

// What a fact or rule of a problem is about. The comments give the two positions that, with the
// kind, name one fact: indices into the problem's lists, 0 where unused.
enum class FactKind : uint8_t {
  kMandatory,    // T8: session. Without it the session need not be placed.
  kDay,          // T1: day; its start and end
  kDates,        // T1: session
  kHours,        // T1: session; earliest and latest end
  kPinnedDate,   // T1: session
  kPinnedStart,  // T1: session
  kPinnedVenue,  // T1: session
  kPinnedTeam,   // T1: session
  kVenues,       // T2: session; the venues allowed
  kRooms,        // T2: venue
  kGroupHours,   // T3: group
  kOneSession,   // T3: group; in one session at a time
  kTeamNeeded,   // T4: session; how many attend
  kAway,         // T4: member
  kOnePlace,     // T5: member; one place at a time
  kTravel,       // T5: way between two venues, the smaller position first
  kLunch,        // T6: day
  kAfter,        // T7: session, session that must have ended
  kTheme,        // T9: session, position in its themes
};

// One fact or rule of a problem.
struct Fact {
  FactKind kind;
  int a = 0;
  int b = 0;

  friend bool operator==(const Fact&, const Fact&) = default;
};

// Facts and rules that a model leaves out, to learn which of them make a problem infeasible.
class Relaxation {
 public:
  void Drop(const Fact& fact) { dropped_.insert(Key(fact)); }
  void Restore(const Fact& fact) { dropped_.erase(Key(fact)); }
  bool Drops(FactKind kind, int a, int b = 0) const {
    return !dropped_.empty() && dropped_.contains(Key({kind, a, b}));
  }

 private:
  static uint64_t Key(const Fact& fact) {
    return static_cast<uint64_t>(fact.kind) << 56 | static_cast<uint64_t>(fact.a) << 28 |
           static_cast<uint64_t>(fact.b);
  }

  absl::flat_hash_set<uint64_t> dropped_;
};

}  // namespace peerchallenge::scheduling::planning::timetable

#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"

// Changes of a problem that make more plans possible.
namespace peerchallenge::scheduling::planning {

// What a change is about. The comments give the two positions and the value that, with the kind,
// name one change: indices into the problem's lists and a new limit, 0 where unused. What a plan
// cannot do without in any programme (a lead, nobody from the host, one team a week) is missing.
enum class ChangeKind : uint8_t {
  kOpenWeek,        // P1: review, week
  kPinnedWeek,      // P1: review; no longer pinned
  kTeamMin,         // P3: review; value
  kTeamMax,         // P3: review; value
  kPinnedMember,    // P3: review, reviewer; no longer pinned
  kExcludedMember,  // P3: review, reviewer; no longer excluded
  kMayLead,         // P4: reviewer
  kPinnedLead,      // P4: review; no longer pinned
  kInterest,        // P5: reviewer, authority; set aside
  kPresence,        // P6: reviewer, week
  kLoad,            // P7: reviewer; value
  kRoleMin,         // P9: review, position in its roles; value
  kRoleMax,         // P9: review, position in its roles; value
  kTheme,           // P10: review, position in its themes; no longer needed
  kBarred,          // P12: position in barred_leads; no longer barred
  kWeekLimit,       // P2: value
  kShare,           // P8: value
  kLeadLimit,       // P11: value
  kLeadGap,         // P13: value
  kHostGap,         // P14: value
  kLeaveOut,        // P1: review; not in this programme
};

struct Change {
  ChangeKind kind;
  int a = 0;
  int b = 0;
  int value = 0;

  friend auto operator<=>(const Change&, const Change&) = default;  // NOLINT(modernize-use-nullptr)
};

// Applied together, whatever their order.
using Changes = std::set<Change>;

// The problem with the changes.
v1::ProgrammeProblem Changed(const v1::ProgrammeProblem& problem, const Changes& changes);

// The changes without which the problem does not allow the plan; of use only for plans that break
// no rule beyond those that a change can lift.
Changes ChangesFor(const v1::ProgrammeProblem& problem, const v1::ProgrammePlan& plan);

// The change like an element of a conflict; the message is a clause to follow 'if': "reviewer r1
// could come in w3".
v1::ConflictElement Describe(const v1::ProgrammeProblem& problem, const Change& change);

}  // namespace peerchallenge::scheduling::planning

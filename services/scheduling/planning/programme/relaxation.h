#pragma once

#include <cstdint>

#include "absl/container/flat_hash_set.h"

namespace peerchallenge::scheduling::planning {

// What a fact or rule of a problem is about. The comments give the two positions that, with the
// kind, name one fact: indices into the problem's lists, 0 where unused.
enum class FactKind : uint8_t {
  kReview,          // P1: review. Without it the review needs no plan.
  kWeekLimit,       // P2: week
  kPinnedWeek,      // P1: review
  kTeamMin,         // P3: review
  kTeamMax,         // P3: review
  kPinnedMember,    // P3: review, reviewer
  kExcludedMember,  // P3: review, reviewer
  kLead,            // P4: review
  kPinnedLead,      // P4: review
  kHostPeople,      // P5: review
  kInterest,        // P5: reviewer, authority that the person has a conflict with
  kAbsences,        // P6: review; all absences, as far as they matter to this review
  kUnavailable,     // P6: reviewer, week
  kOneTeam,         // P6: reviewer; one team in a week
  kLoad,            // P7: reviewer
  kShare,           // P8: review
  kRoleMin,         // P9: review, position in its roles
  kRoleMax,         // P9: review, position in its roles
  kTheme,           // P10: review, position in its themes
  kLeadLimit,       // P11: authority
  kMutual,          // P12: authority, authority; the smaller first
  kBarred,          // P12: position in barred_leads
  kLeadGap,         // P13: authority that hosts
  kHostGap,         // P14: authority that hosts
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

}  // namespace peerchallenge::scheduling::planning

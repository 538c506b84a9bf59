#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/visits/day_spans.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

// The sessions that a visit's timetable in force begins before a moment. They stay as they are: the
// problem is bent so that each of them fits where it is, whatever was changed since (somebody left
// the team, a venue was closed, hours changed).
class FrozenSessions {
 public:
  // `visit` outlives it.
  FrozenSessions(const Visit& visit, absl::Time freeze);

  // By id of the session.
  bool Holds(const std::string& session) const { return placements_.contains(session); }

  // Takes the times at which the member attends, or the venue is used, out of `spans`.
  void Free(const std::string& member, DaySpans& spans) const;
  void FreeVenue(const std::string& venue, DaySpans& spans) const;
  // Whether any of them is at the venue then.
  bool UseVenue(const std::string& venue, const std::string& date, Span span) const;

  // Pins the sessions in a problem that holds all else.
  void Apply(v1::TimetableProblem& problem) const;

 private:
  struct Frozen {
    const v1::Placement* placement;
    Span span;
  };

  void Pin(const Frozen& frozen, v1::TimetableSession& session) const;
  void Widen(const Frozen& frozen, v1::TimetableProblem& problem) const;
  void AddFormerMembers(v1::TimetableProblem& problem) const;

  std::map<std::string, Frozen> placements_;
};

}  // namespace peerchallenge::scheduling

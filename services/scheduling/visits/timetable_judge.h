#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/visits/visit.h"

// The rules that a timetable breaks, in the names of its visit, and what it costs.
namespace peerchallenge::scheduling {

struct Verdict {
  std::vector<v1::Clash> clashes;  // empty = no rule is broken
  int64_t cost = 0;
  v1::TimetableCostItems cost_items;
};

class TimetableJudge {
 public:
  // Judges with the facts of `visit`, which outlives the judge, as they are: changes cost against
  // the timetable in force, of which sessions that have begun by `now` break no rule.
  TimetableJudge(const Visit& visit, absl::Time now);
  // Judges with a problem of the visit (timetable_problem.h).
  TimetableJudge(const Visit& visit, v1::TimetableProblem problem);

  Verdict Judge(const v1::Timetable& timetable) const;
  const v1::TimetableProblem& problem() const { return problem_; }

 private:
  const Visit& visit_;
  const v1::TimetableProblem problem_;
};

// What a change from the timetable in force to `after` does to sessions that have begun by `now`,
// and what it places in the past.
std::vector<v1::Clash> FrozenClashes(const Visit& visit, const v1::Timetable& after,
                                     absl::Time now);

// The clashes of `after` that `before` does not have.
std::vector<v1::Clash> NewClashes(const std::vector<v1::Clash>& before,
                                  const std::vector<v1::Clash>& after);

// The timetable with the cost that the judge finds, and without a bound.
v1::Timetable WithCost(v1::Timetable timetable, const Verdict& verdict);

// `after` less `before`.
v1::TimetableCostItems Difference(const v1::TimetableCostItems& before,
                                  const v1::TimetableCostItems& after);

// OK for no clash, else RULE_BROKEN with each.
absl::Status ToStatus(const std::vector<v1::Clash>& clashes, const Visit& visit);

}  // namespace peerchallenge::scheduling

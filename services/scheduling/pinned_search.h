#pragma once

#include <algorithm>
#include <cstdint>
#include <stop_token>
#include <string>

#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/solve_control.h"

// Searches anew with one choice pinned: what an explanation says of a plan that is not there.
namespace peerchallenge::scheduling {

// How to search: at most 10 s, and so that the answer can be sent before `deadline`.
planning::SolveControl PinnedSearchControl(absl::Time deadline, const std::stop_token& stop);

// A solution whose cost is compared.
struct BaseCost {
  int64_t cost = 0;
  int64_t bound = 0;  // proven for the problem without the pin; 0 = none
};

// What the search gave, against what is there. `solution` is a solution of a programme or a
// timetable, `answer` the plan in it.
template <typename Solution, typename Answer>
v1::PinnedSearch ToPinnedSearch(const Solution& solution, const Answer* answer,
                                const BaseCost& base) {
  v1::PinnedSearch pinned;
  pinned.set_outcome(solution.outcome());
  int64_t bound = base.bound;
  if (answer != nullptr) {
    pinned.set_cost_change(answer->cost() - base.cost);
    bound = std::max(bound, answer->bound());
  }
  if (solution.has_infeasibility()) *pinned.mutable_infeasibility() = solution.infeasibility();
  if (bound > 0 && !solution.has_infeasibility()) pinned.set_least_cost_change(bound - base.cost);
  return pinned;
}

// The result in words, to follow what is said of the choice with all else as it is: "; with all
// else searched anew it costs 40".
std::string PinnedText(const v1::PinnedSearch& pinned);

}  // namespace peerchallenge::scheduling

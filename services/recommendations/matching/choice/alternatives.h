#pragma once

#include <cstdint>

#include "common/environment/budget.h"
#include "services/recommendations/matching/choice/exact.h"
#include "services/recommendations/matching/choice/instance.h"
#include "services/recommendations/matching/choice/linear_bound.h"
#include "services/recommendations/matching/choice/repair.h"

namespace peerchallenge::recommendations::matching {

// What the best choice would be if a pair had to be in it, or could not.
//
// Only the gain of the pair is changed for that, and the linear programme of the whole solved on
// from where it stood: without the pair its gain is 0; with it, so high that no choice without it
// is best.
class Alternatives {
 public:
  // `best` is the instance's best choice, `hints` what its search has learnt.
  Alternatives(Instance instance, Choice best, const Hints& hints, environment::Budget& budget);

  struct Alternative {
    SearchEnd end = SearchEnd::kProven;
    Choice best;  // only with kProven
  };
  // `gain` is the pair's own, which may be negative here: then the instance has it with a gain of
  // 0.
  Alternative BestWith(int pair, int64_t gain);
  Alternative BestWithout(int pair);

 private:
  Alternative Solve(int pair, int64_t gain);
  int64_t Lure(int pair, int64_t gain) const;

  Instance instance_;
  const Choice best_;
  environment::Budget& budget_;
  LinearBound linear_;
  Repair repair_;
};

}  // namespace peerchallenge::recommendations::matching

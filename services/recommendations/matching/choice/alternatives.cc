#include "services/recommendations/matching/choice/alternatives.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace peerchallenge::recommendations::matching {

Alternatives::Alternatives(Instance instance, Choice best, const Hints& hints,
                           environment::Budget& budget)
    : instance_(std::move(instance)),
      best_(std::move(best)),
      budget_(budget),
      linear_(instance_, budget),
      repair_(instance_) {
  linear_.Start(hints.prices, hints.sets, best_.pairs);
  Choice known = best_;
  linear_.Run(known);
}

Alternatives::Alternative Alternatives::BestWithout(int pair) { return Solve(pair, 0); }

Alternatives::Alternative Alternatives::BestWith(int pair, int64_t gain) {
  const int64_t lure = Lure(pair, gain);
  Alternative alternative = Solve(pair, gain + lure);
  alternative.best.gain -= lure;
  return alternative;
}

// More than having `pair` can cost: its own gain, where that is negative, and what the best choice
// loses without all pairs that may be in its way, those of its offer and its ask.
int64_t Alternatives::Lure(int pair, int64_t gain) const {
  int64_t lure = instance_.unit + std::max<int64_t>(0, -gain);
  for (const int p : best_.pairs) {
    if (instance_.At(p).offer == instance_.At(pair).offer ||
        instance_.At(p).ask == instance_.At(pair).ask) {
      lure += instance_.At(p).gain;
    }
  }
  return lure;
}

Alternatives::Alternative Alternatives::Solve(int pair, int64_t gain) {
  Pair& changed = instance_.pairs[static_cast<size_t>(pair)];
  const int64_t gain_before = std::exchange(changed.gain, gain);
  const int64_t unit_before = std::exchange(instance_.unit, std::gcd(instance_.unit, gain));
  linear_.Reprice(pair);
  std::vector<int> wishes{pair};
  wishes.insert(wishes.end(), best_.pairs.begin(), best_.pairs.end());
  Alternative alternative{SearchEnd::kProven, repair_.Make(wishes)};
  if (!linear_.Run(alternative.best)) {
    alternative.end = SearchEnd::kSpent;
  } else if (linear_.bound() > alternative.best.gain) {
    Proof proof;
    alternative.end = ExactSearch(budget_).Improve(instance_, linear_, alternative.best, proof);
  }
  changed.gain = gain_before;
  instance_.unit = unit_before;
  linear_.Reprice(pair);
  return alternative;
}

}  // namespace peerchallenge::recommendations::matching

#include "services/recommendations/matching/choice/solved_part.h"

#include "services/recommendations/matching/choice/linear_bound.h"
#include "services/recommendations/matching/choice/pair_prices.h"

namespace peerchallenge::recommendations::matching {

SolvedPart SolvePart(const Instance& instance, const Choice& start, environment::Budget& budget) {
  SolvedPart part;
  part.best = start;
  LinearBound linear(instance, budget);
  if (const auto prices = PairPrices(instance, budget); prices.has_value()) {
    linear.Start(*prices, {}, {});
  }
  if (!linear.Run(part.best)) {
    part.end = SearchEnd::kSpent;
    return part;
  }
  part.end = ExactSearch(budget).Improve(instance, linear, part.best, part.proof);
  part.hints = {linear.prices(), linear.sets(), part.best.pairs};
  return part;
}

}  // namespace peerchallenge::recommendations::matching

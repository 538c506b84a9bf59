#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "services/scheduling/planning/programme/linking.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// A proven lower bound on the cost of any plan, improved step by step.
//
// Why it is true (a Lagrangian relaxation): the rules and costs that tie reviews together are
// priced instead of enforced, and what is left falls into one small problem per review, which is
// solved exactly. For any prices
//   load l >= 0 of a person:            l * (teams - max_reviews) <= 0 in every plan (P7);
//   balance -B <= b <= B of an authority: b * (given - got) <= B * |given - got|;
//   theme t >= 0 of a review:           t * (target - members) <= T * shortfall while t <= T, and
//   each
//                                       price beyond T adds (1 - members) <= 0, because of P10;
//   novice 0 <= n <= N of a review:     n * (novices - 1) <= N * max(0, novices - 1);
//   lead d >= 0 of a review:            d * (1 - members who can lead) <= 0 (P4);
//   week s >= 0:                        the week's own cost less s per review, at its minimum over
//   the
//                                       numbers of reviews that P2 allows.
// So the sum of the minima is at most the cost of any plan. Rules P6 (two teams), P8, P11 to P14
// are left out, which can only lower it. Prices are integers, so the sum is exact.
class LowerBound {
 public:
  explicit LowerBound(const Model& model);

  // The best bound so far; 0 before the first step.
  int64_t value() const { return value_; }

  // Moves the prices once, aiming for `target`, the cost of the best plan. Does nothing when the
  // budget is spent on the way.
  void Improve(int64_t target, Budget& budget);

  // The prices that gave value(), of those links that Prices knows too; in cost units.
  const LinkPrices& link_prices() const { return best_link_prices_; }

  // Work of one Improve(), in units of roughly one search step.
  int64_t StepsWorth() const;

 private:
  // The prices of one review, and how far the rules behind them are from holding.
  struct ReviewPrices {
    std::vector<int64_t> theme;
    int64_t novice = 0;
    int64_t lead = 0;
  };
  struct ReviewGaps {
    std::vector<int> theme;
    int novice = 0;
    int lead = 0;
  };
  struct Choice {
    int week = 0;
    std::vector<int> team;
  };

  int64_t Relax(Budget& budget);
  int64_t SolveReview(int review);
  int64_t PriceSeats(int review);
  int64_t CheapestTeam(int review, int week, int64_t cutoff, std::vector<int>& team) const;
  int64_t FillWeek(int week);
  void CountGaps();
  void MovePrices(int64_t value, int64_t target);
  void RememberPrices();

  const Model& model_;
  bool usable_ = true;  // false where sums could overflow
  int64_t value_ = 0;
  int64_t best_scaled_ = std::numeric_limits<int64_t>::min();
  LinkPrices best_link_prices_;
  int stale_ = 0;
  double stride_ = 1.0;

  std::vector<int64_t> load_price_, balance_price_, week_price_;
  std::vector<ReviewPrices> prices_;
  std::vector<int> load_gap_, balance_gap_, week_gap_;
  std::vector<ReviewGaps> gaps_;

  std::vector<std::pair<int64_t, int>> seats_;  // of the review at hand: reduced cost, person
  std::vector<Choice> choices_;                 // by review
};

}  // namespace peerchallenge::scheduling::planning

#pragma once

#include <cstdint>
#include <vector>

#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/timetable/day_routes.h"
#include "services/scheduling/planning/timetable/model.h"

namespace peerchallenge::scheduling::planning::timetable {

// A lower bound on the cost of every timetable, by Lagrangian relaxation.
//
// In a timetable, a session that k reviewers attend at some time and venue appears there in exactly
// k of the reviewers' days. Relax this: let each session choose its time and venue (or be left out)
// on its own, and each reviewer's day choose the sessions that it attends on its own. With a price
// p on each session, time and venue, which the session pays k times and each attending day
// receives, a timetable costs what it cost before, since the prices cancel out; and the cheapest
// choices on their own cannot cost more than it. So for any prices,
//
//   sum over sessions of min(leaving it out, min over times and venues of k p + change)
//   + sum over members and days of the cheapest day, prices brought in (DayRoutes)
//
// is a lower bound on unplaced + travel + idle + change. The rules between sessions (rooms, groups,
// order) and themes are left out, which only lowers it. To this come bounds on pairs,
// balance and coverage that hold on their own. Prices are improved by subgradient steps.
class LowerBound {
 public:
  // `model` must outlive the bound.
  LowerBound(const Model& model, Budget& budget);

  // The best proven so far.
  int64_t value() const { return value_; }

  // How many search steps one Improve() is worth.
  int64_t StepsWorth() const;

  // One step; `best_cost` is the cost of some timetable.
  void Improve(int64_t best_cost, Budget& budget);

 private:
  // Members who can attend the same sessions on a day.
  struct Share {
    DayRoutes routes;
    int members;
  };

  void StartPrices();
  void FindShares(Budget& budget);
  int64_t Placed(const ModelSession& session, int option, int venue) const;
  int64_t LeftOut(const ModelSession& session) const;
  int64_t PriceSessions();
  void Step(int64_t value, int64_t best_cost);

  const Model& model_;
  const PriceIndex index_;
  std::vector<Share> shares_;
  DayRoutes::Workspace workspace_;
  int64_t fixed_;  // what no choice changes, and pairs and coverage
  std::vector<int64_t> prices_, best_prices_;
  std::vector<int32_t> gradient_, direction_;
  int64_t value_ = 0;
  int64_t best_ = INT64_MIN;  // in 1/kScale, without fixed_
  int64_t pace_;              // of steps, in 1/1024
  int steps_ = 0;
  int idle_steps_ = 0;  // since the last improvement
  int patience_;        // how many of them before the next go from the best prices
  bool usable_ = true;
};

}  // namespace peerchallenge::scheduling::planning::timetable

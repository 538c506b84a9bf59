#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "common/environment/budget.h"
#include "services/recommendations/matching/choice/instance.h"
#include "services/recommendations/matching/choice/master.h"
#include "services/recommendations/matching/choice/pricing.h"
#include "services/recommendations/matching/choice/repair.h"

namespace peerchallenge::recommendations::matching {

// The bound of the linear programme over all sets of pairs that an offer can serve, by adding those
// sets that the prices ask for (column generation), and choices made on the way.
class LinearBound {
 public:
  LinearBound(const Instance& instance, environment::Budget& budget);

  // Takes up prices, sets and wishes that are known to be good.
  void Start(const Prices& prices, const std::vector<std::vector<int>>& sets,
             const std::vector<int>& wishes);

  // To be told when the gain of a pair has changed in the instance: Run() starts again from there.
  void Reprice(int pair);

  // Lowers the bound as far as the programme goes, or to the gain of `best`, which it raises when
  // it meets a better choice. False when the budget is spent.
  bool Run(Choice& best);

  // The lowest bound met, and the prices that prove it.
  int64_t bound() const { return bound_; }
  const Prices& prices() const { return prices_; }
  // How much of each pair is in the last mixture, 0 to 1.
  std::vector<double> Shares() const { return master_.Shares(); }
  const std::vector<std::vector<int>>& sets() const { return master_.sets(); }

 private:
  bool Reaches(const Prices& prices, const Choice& best);
  void MovePrices(double step, Prices& prices) const;
  std::vector<int> TakeSets();
  bool AddSets(const Prices& duals);
  void Raise(const std::vector<int>& wishes, Choice& best);

  const Instance& instance_;
  environment::Budget& budget_;
  Pricing pricing_;
  Repair repair_;
  Master master_;
  int warm_up_steps_;
  int64_t bound_ = std::numeric_limits<int64_t>::max();
  Prices prices_;
  Choice made_;              // the best met, also where it does not raise what is known
  std::vector<int> excess_;  // by ask: how many sets of the last pricing have it, less its places
};

}  // namespace peerchallenge::recommendations::matching

#pragma once

#include <vector>

#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// Whether demands can be met from limited sources: each demand takes one unit from each of as many
// different sources as it asks for. A maximum flow by augmenting paths.
class Supply {
 public:
  // Source s can give capacities[s] units in all.
  explicit Supply(std::vector<int> capacities);

  // Meets the next demand: `count` different ones of `sources`. False: proven that this demand and
  // those in Rivals() cannot all be met. True also when the budget is spent.
  bool Meet(int count, const std::vector<int>& sources, Budget& budget);

  // After Meet() returned false: the demands, numbered by their calls, that cannot be met together.
  std::vector<int> Rivals() const;

 private:
  bool Augment(int demand, Budget& budget);

  std::vector<int> capacities_;
  std::vector<std::vector<int>> holders_;  // by source: demands that hold a unit
  std::vector<const std::vector<int>*> sources_;
  std::vector<bool> seen_;     // sources looked at
  std::vector<bool> reached_;  // demands looked at
};

}  // namespace peerchallenge::scheduling::planning

#include "services/scheduling/planning/programme/supply.h"

#include <algorithm>
#include <utility>

namespace peerchallenge::scheduling::planning {

Supply::Supply(std::vector<int> capacities)
    : capacities_(std::move(capacities)), holders_(capacities_.size()), seen_(capacities_.size()) {}

bool Supply::Meet(int count, const std::vector<int>& sources, Budget& budget) {
  const int demand = static_cast<int>(sources_.size());
  sources_.push_back(&sources);
  for (int unit = 0; unit < count; ++unit) {
    seen_.assign(seen_.size(), false);
    reached_.assign(sources_.size(), false);
    if (!Augment(demand, budget)) return budget.Spent();
  }
  return true;
}

std::vector<int> Supply::Rivals() const {
  std::vector<int> rivals;
  for (size_t i = 0; i < reached_.size(); ++i) {
    if (reached_[i]) rivals.push_back(static_cast<int>(i));
  }
  return rivals;
}

bool Supply::Augment(int demand, Budget& budget) {
  if (budget.SpentNow()) return false;
  reached_[static_cast<size_t>(demand)] = true;
  for (const int source : *sources_[static_cast<size_t>(demand)]) {
    const auto s = static_cast<size_t>(source);
    std::vector<int>& holders = holders_[s];
    if (seen_[s] || std::find(holders.begin(), holders.end(), demand) != holders.end()) continue;
    seen_[s] = true;
    if (static_cast<int>(holders.size()) < capacities_[s]) {
      holders.push_back(demand);
      return true;
    }
    for (size_t i = 0; i < holders.size(); ++i) {
      const int holder = holders[i];
      if (reached_[static_cast<size_t>(holder)] || !Augment(holder, budget)) continue;
      holders[i] = demand;
      return true;
    }
  }
  return false;
}

}  // namespace peerchallenge::scheduling::planning

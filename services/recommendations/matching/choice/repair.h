#pragma once

#include <vector>

#include "services/recommendations/matching/choice/instance.h"

namespace peerchallenge::recommendations::matching {

// Makes choices from wishes that need not fit together: a good one, without a promise that it is
// the best.
class Repair {
 public:
  explicit Repair(const Instance& instance);

  // What fits of `wishes` is chosen in their order, then whatever else fits by gain; at last pairs
  // are exchanged as long as that gains.
  Choice Make(const std::vector<int>& wishes);

 private:
  bool Fits(int pair) const;
  void Add(int pair);
  void Remove(int pair);
  bool Exchange(int pair);
  int Weakest(const std::vector<int>& chosen) const;
  const Pair& At(int pair) const { return instance_.At(pair); }

  const Instance& instance_;
  std::vector<int> by_gain_;     // all pairs, highest gain first
  std::vector<bool> is_chosen_;  // by pair
  std::vector<int> days_left_;   // by offer
  std::vector<int> places_left_;
  std::vector<std::vector<int>> of_offer_, of_ask_;  // chosen pairs
  std::vector<int> removed_;                         // by the exchange at hand
};

}  // namespace peerchallenge::recommendations::matching

#pragma once

#include <optional>
#include <vector>

#include "services/recommendations/matching/choice/instance.h"

namespace peerchallenge::recommendations::matching {

// What is decided about pairs of an instance.
struct Settled {
  std::vector<int> taken, dropped;

  bool empty() const { return taken.empty() && dropped.empty(); }
  size_t size() const { return taken.size() + dropped.size(); }
};

// A part of an instance that shares no offer and no ask with the rest of it, as an instance.
struct Part {
  Instance instance;
  // By the part's own numbers: those of the whole.
  std::vector<int> pairs;
  std::vector<int> asks;
};

// What `settled` leaves open, in its connected parts, in the order of their first pairs: days and
// places less what the taken pairs use, and no pair that is settled or no longer fits. Nothing
// where the taken pairs do not fit together.
std::optional<std::vector<Part>> OpenParts(const Instance& whole, const Settled& settled);

}  // namespace peerchallenge::recommendations::matching

#include "tests/services/recommendations/matching/choice/instances.h"

#include <algorithm>
#include <utility>

#include "services/recommendations/matching/pairs.h"
#include "services/recommendations/matching/scored.h"
#include "tests/services/recommendations/matching/dice.h"
#include "tests/services/recommendations/matching/problems.h"

namespace peerchallenge::recommendations::matching {
namespace {

// Pairs up what fits, by the chance of one in `sparse` not, with gains from `gain`.
template <typename Gain>
void AddPairs(int sparse, size_t most, Dice& dice, const Gain& gain, Instance& instance) {
  for (int i = 0; i < instance.OfferCount(); ++i) {
    for (int j = 0; j < instance.AskCount(); ++j) {
      const bool fits =
          instance.share[static_cast<size_t>(j)] <= instance.free_days[static_cast<size_t>(i)];
      if (!fits || dice.Roll(1, sparse) == 1 || instance.pairs.size() == most) continue;
      instance.pairs.push_back({i, j, gain()});
    }
  }
  instance.Index();
}

class Trier {
 public:
  explicit Trier(const Instance& instance)
      : instance_(instance), days_(instance.free_days), places_(instance.places) {
    tried_.with.assign(instance.pairs.size(), -1);
    tried_.without.assign(instance.pairs.size(), -1);
  }

  Tried Try() {
    TryFrom(0, 0);
    return std::move(tried_);
  }

 private:
  void TryFrom(int pair, int64_t gain) {
    if (pair == instance_.PairCount()) return Record(gain);
    TryFrom(pair + 1, gain);
    int& days = days_[static_cast<size_t>(instance_.At(pair).offer)];
    int& places = places_[static_cast<size_t>(instance_.At(pair).ask)];
    if (days < instance_.Share(pair) || places == 0) return;
    days -= instance_.Share(pair);
    --places;
    chosen_ |= 1U << pair;
    TryFrom(pair + 1, gain + instance_.At(pair).gain);
    chosen_ &= ~(1U << pair);
    days += instance_.Share(pair);
    ++places;
  }

  void Record(int64_t gain) {
    tried_.best = std::max(tried_.best, gain);
    for (size_t p = 0; p < tried_.with.size(); ++p) {
      int64_t& best = (chosen_ >> p & 1U) == 1 ? tried_.with[p] : tried_.without[p];
      best = std::max(best, gain);
    }
  }

  const Instance& instance_;
  std::vector<int> days_, places_;
  uint64_t chosen_ = 0;
  Tried tried_;
};

}  // namespace

Instance TinyInstance(uint64_t seed) {
  Dice dice(seed);
  Instance instance;
  for (int i = dice.Roll(1, 5); i > 0; --i) instance.free_days.push_back(dice.Roll(1, 9));
  for (int j = dice.Roll(1, 5); j > 0; --j) {
    instance.share.push_back(dice.Roll(1, 5));
    instance.places.push_back(dice.Roll(1, 10) > 7 ? 2 : 1);
  }
  const int unit = dice.Roll(1, 3), most = dice.Roll(1, 2) == 1 ? 5 : 100;
  const auto gain = [&] { return int64_t{unit} * dice.Roll(1, most); };
  AddPairs(5, 14, dice, gain, instance);
  return instance;
}

Instance TightInstance(uint64_t seed) {
  Dice dice(seed);
  Instance instance;
  for (int i = 0; i < 5; ++i) instance.free_days.push_back(dice.Roll(7, 10));
  for (int j = 0; j < 8; ++j) {
    instance.share.push_back(dice.Roll(3, 6));
    instance.places.push_back(1);
  }
  const auto gain = [&] { return int64_t{1'000} + dice.Roll(0, 200); };
  AddPairs(2, 22, dice, gain, instance);
  return instance;
}

Instance LargeInstance(int size, uint64_t seed) {
  const v1::MatchProblem problem =
      RandomProblem({.authorities = size / 2, .offers = size, .asks = size, .themes = 30}, seed);
  return InstanceOf(Pairs(problem), -1, -1);
}

Tried TryAll(const Instance& instance) { return Trier(instance).Try(); }

}  // namespace peerchallenge::recommendations::matching

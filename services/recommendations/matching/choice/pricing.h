#pragma once

#include <cstdint>
#include <vector>

#include "absl/numeric/int128.h"
#include "services/recommendations/matching/choice/instance.h"

namespace peerchallenge::recommendations::matching {

// Prices of a place at each ask, 0 or more, as whole numbers in units of 1/kPriceScale of a gain.
using Prices = std::vector<int64_t>;
inline constexpr int64_t kPriceScale = int64_t{1} << 20;
inline constexpr int64_t kMostPrice = kMostGain * kPriceScale;

// Finds for single offers the pairs that are best at given prices, and what that says about all:
//
// For any prices, no choice gains more than
//   the sum over asks of price x places + the sum over offers of the most that its pairs can gain,
//   each less the price of its ask, within the offer's days.
// Each choice pays for the places that it uses, and no ask has more than those; so the price is no
// loss. (A Lagrangian relaxation of the places; the days are kept.) As totals are multiples of the
// gains' unit, bounds are rounded down to one.
class Pricing {
 public:
  explicit Pricing(const Instance& instance);

  // Looks at all offers; returns the bound on the gain of any choice.
  int64_t Bound(const Prices& prices);

  // Of the last Bound(): the pairs of an offer, ascending, and their gains less their prices.
  const std::vector<int>& Best(int offer) const { return best_[static_cast<size_t>(offer)]; }
  int64_t Value(int offer) const { return value_[static_cast<size_t>(offer)]; }
  // For the prices of the last Bound(), by pair: the bound on choices in which a pair of its
  // offer's Best() is missing, or any other pair is there.
  std::vector<int64_t> BoundsTurned(const Prices& prices);

 private:
  struct Item {
    int pair = 0;
    size_t days = 0;
    int64_t value = 0;
  };
  using Table = std::vector<int64_t>;  // by days: the highest value that fits

  int64_t ValueAt(int pair, const Prices& prices) const;
  void ListItems(int offer, const Prices& prices);
  int64_t Fill(int offer, std::vector<int>& best);
  int64_t ChooseItems(size_t days, std::vector<int>& best);
  void TurnPairsOf(int offer, const Prices& prices, std::vector<int64_t>& bounds);
  void MakeTables(size_t days);
  int64_t BestWithoutItem(size_t item, size_t days) const;
  int64_t ToBound(absl::int128 total) const;

  const Instance& instance_;
  absl::int128 total_ = 0;              // of the last Bound()
  std::vector<std::vector<int>> best_;  // by offer
  std::vector<int64_t> value_;          // by offer
  std::vector<Item> items_;          // of the offer at hand: the pairs that are worth their price
  std::vector<unsigned char> used_;  // by item and days
  // By item: the best of the items before it, and of those from it on.
  std::vector<Table> before_, from_;
};

}  // namespace peerchallenge::recommendations::matching

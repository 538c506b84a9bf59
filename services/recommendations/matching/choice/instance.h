#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace peerchallenge::recommendations::matching {

// An offer and an ask that may be put together, and what that adds to the total.
struct Pair {
  int offer = 0;
  int ask = 0;
  int64_t gain = 0;  // 0 to kMostGain
};

// Keeps sums of gains at any prices within 64 bits for one offer.
inline constexpr int64_t kMostGain = int64_t{1} << 30;

// A matching as numbers: choose pairs of the highest total gain, so that an ask is in at most
// `places` of them and an offer's pairs take at most its `free_days`, each the `share` of its ask.
// (With a share of 1 for all this is a flow; with any, it is a generalized assignment problem.)
struct Instance {
  std::vector<int> free_days;  // by offer, 0 to kMostDays of validate.h
  std::vector<int> share;      // by ask, 1 to kMostDays of validate.h
  std::vector<int> places;     // by ask, at least 1 where it has a pair
  std::vector<Pair> pairs;     // by offer, then ask; each fits its offer alone

  // Made by Index(): the largest number of which all gains, and so all totals, are multiples; the
  // numbers of the pairs of each offer and ask, ascending.
  int64_t unit = 1;
  std::vector<std::vector<int>> of_offer, of_ask;

  void Index();

  int OfferCount() const { return static_cast<int>(free_days.size()); }
  int AskCount() const { return static_cast<int>(share.size()); }
  int PairCount() const { return static_cast<int>(pairs.size()); }
  const Pair& At(int pair) const { return pairs[static_cast<size_t>(pair)]; }
  int Share(int pair) const { return share[static_cast<size_t>(At(pair).ask)]; }
};

// Pairs that are chosen together.
struct Choice {
  std::vector<int> pairs;  // ascending
  int64_t gain = 0;        // their total
};

}  // namespace peerchallenge::recommendations::matching

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/environment/budget.h"
#include "services/recommendations/matching/choice/instance.h"
#include "services/recommendations/matching/choice/pricing.h"
#include "services/recommendations/matching/choice/proof.h"
#include "services/recommendations/matching/choice/settled.h"

namespace peerchallenge::recommendations::matching {

class LinearBound;

// What is known of an instance before it is searched; sets and wishes may be empty.
struct Hints {
  Prices prices;                       // that bound it well
  std::vector<std::vector<int>> sets;  // of pairs that an offer may serve together
  std::vector<int> wishes;             // pairs of a good choice

  // The same for a part.
  Hints Of(const Instance& whole, const Part& part) const;
};

// How a search ended.
enum class SearchEnd {
  kProven,
  kSpent,    // the budget is spent
  kTooHard,  // it would need more memory than it may take
};

// Finds the best choice and proves it (branch and price):
//
// 1. A linear programme over sets of pairs (Master) proposes prices; at these the best set of each
//    offer is found exactly (Pricing), which bounds all choices and gives the programme the sets
//    that it lacks. Repair makes choices of what it mixes.
// 2. Where a choice meets the bound it is the best. Otherwise the prices settle most pairs: to turn
//    one round would cost more than the bound leaves. What is open falls into small parts, which
//    are searched on their own.
// 3. Where they settle little, the search tells apart the choices with a pair and those without.
//
// Nothing is decided by floating-point numbers, and nothing by the clock but to stop.
class ExactSearch {
 public:
  explicit ExactSearch(environment::Budget& budget) : budget_(budget) {}

  // Raises `best` to the best choice, if there is one that gains more; `proof` then says why there
  // is none better. `linear` is the instance's, after Run().
  SearchEnd Improve(const Instance& instance, const LinearBound& linear, Choice& best,
                    Proof& proof);

 private:
  using PartProofs = std::vector<Proof::PartProof>;

  SearchEnd Search(const Instance& instance, Hints& hints, Choice& best, Proof& proof);
  bool Dive(const Instance& instance, const Hints& hints, const std::vector<double>& shares,
            int levels, Choice& best);
  SearchEnd Narrow(const Instance& instance, const Hints& hints, const std::vector<double>& shares,
                   Choice& best, Proof& proof);
  SearchEnd Close(const Prices& prices, Proof& proof);
  SearchEnd Settle(const Instance& instance, const Hints& hints, Settled settled, Choice& best,
                   Proof& proof);
  SearchEnd Branch(const Instance& instance, const Hints& hints, int pair, Choice& best,
                   Proof& proof);
  SearchEnd SearchRest(const Instance& instance, const Settled& settled, const Hints& hints,
                       Choice& best, PartProofs& proofs);
  SearchEnd TakeUp(size_t numbers);

  environment::Budget& budget_;
  int depth_ = 0;
  size_t numbers_ = 0;  // that the proof takes up so far
};

}  // namespace peerchallenge::recommendations::matching

#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "common/environment/budget.h"
#include "services/recommendations/matching/choice/instance.h"
#include "services/recommendations/matching/choice/pricing.h"

namespace peerchallenge::recommendations::matching {

// A linear programme that mixes, for each offer, sets of pairs that it can serve together (columns)
// within the places of the asks. Its duals are the prices at which more sets are looked for;
// nothing is proven by its floating-point numbers.
class Master {
 public:
  explicit Master(const Instance& instance);
  ~Master();
  Master(const Master&) = delete;
  Master& operator=(const Master&) = delete;

  // Adds a set of pairs of one offer (ascending, not empty); false when it is there already.
  bool Add(const std::vector<int>& pairs);
  const std::vector<std::vector<int>>& sets() const;

  // Begins at `choice`: its sets are what the first mixture is made of.
  void StartAt(const Choice& choice);

  // To be told when the gain of a pair has changed in the instance.
  void Reprice(int pair);

  enum class Answer { kSolved, kStopped, kFailed };
  Answer Solve(environment::Budget& budget);

  // Of the last solution, valid until something is added.
  Prices AskPrices() const;
  // Gains per kPriceScale that the offer's set must exceed, less its prices, to be of use.
  int64_t OfferPrice(int offer) const;
  // How much of each pair is in the mixture, 0 to 1.
  std::vector<double> Shares() const;
  // The pairs of the sets in the mixture, those of the largest part first.
  std::vector<int> Wishes() const;

 private:
  class Lp;
  void Flush();
  double CostOf(const std::vector<int>& pairs) const;

  const Instance& instance_;
  std::unique_ptr<Lp> lp_;
};

}  // namespace peerchallenge::recommendations::matching

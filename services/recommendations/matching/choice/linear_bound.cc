#include "services/recommendations/matching/choice/linear_bound.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace peerchallenge::recommendations::matching {
namespace {

// Subgradient steps before the first linear programme, without and with prices to start from.
constexpr int kColdSteps = 60;
constexpr int kWarmSteps = 10;
constexpr int kStepsPerChoice = 5;
constexpr double kShorter = 0.9;
// A set is added to the linear programme when it is worth more than its price by this much of a
// gain.
constexpr int64_t kUseful = kPriceScale / 4'096;

// Prices on the way from the best ones known to those that the linear programme asks for: the few
// sets that it knows say little far off.
Prices Between(const Prices& best, const Prices& duals) {
  Prices prices(best.size());
  for (size_t j = 0; j < prices.size(); ++j) prices[j] = best[j] + (duals[j] - best[j]) / 4;
  return prices;
}

}  // namespace

LinearBound::LinearBound(const Instance& instance, environment::Budget& budget)
    : instance_(instance),
      budget_(budget),
      pricing_(instance),
      repair_(instance),
      master_(instance),
      warm_up_steps_(kColdSteps),
      prices_(instance.share.size(), 0) {
  // The programme is never without a column.
  if (!instance.pairs.empty()) master_.Add({0});
}

void LinearBound::Start(const Prices& prices, const std::vector<std::vector<int>>& sets,
                        const std::vector<int>& wishes) {
  for (const std::vector<int>& set : sets) master_.Add(set);
  made_ = repair_.Make(wishes);
  if (prices.empty()) return;
  prices_ = prices;
  warm_up_steps_ = kWarmSteps;
}

void LinearBound::Reprice(int pair) {
  master_.Reprice(pair);
  warm_up_steps_ = 0;
  bound_ = std::numeric_limits<int64_t>::max();
  made_ = {};
}

bool LinearBound::Run(Choice& best) {
  Prices prices = prices_;
  double stride = 1;
  for (int step = 0; step < warm_up_steps_; ++step) {
    if (budget_.Spent()) return false;
    const int64_t before = bound_;
    const bool reached = Reaches(prices, best);
    const std::vector<int> wishes = TakeSets();
    if (step % kStepsPerChoice == 0) Raise(wishes, best);
    if (reached || bound_ <= best.gain) return true;
    if (bound_ == before) stride *= kShorter;
    MovePrices(stride * static_cast<double>(bound_ - best.gain), prices);
  }
  if (!made_.pairs.empty()) master_.StartAt(made_);
  bool more = true;
  while (more) {
    const Master::Answer answer = master_.Solve(budget_);
    if (answer == Master::Answer::kStopped) return false;
    if (answer == Master::Answer::kFailed) return true;  // the bound so far has to do
    const Prices duals = master_.AskPrices();
    if (Reaches(Between(prices_, duals), best)) return true;
    more = AddSets(duals);
    if (more) continue;
    if (Reaches(duals, best)) return true;
    more = AddSets(duals);
  }
  Raise(master_.Wishes(), best);
  return true;
}

// Prices all offers; whether the bound is down at the gain of `best`.
bool LinearBound::Reaches(const Prices& prices, const Choice& best) {
  const int64_t bound = pricing_.Bound(prices);
  if (bound < bound_) {
    bound_ = bound;
    prices_ = prices;
  }
  return bound_ <= best.gain;
}

// Gives the linear programme all sets of the last pricing and returns their pairs.
std::vector<int> LinearBound::TakeSets() {
  std::vector<int> pairs;
  excess_.resize(instance_.places.size());
  for (size_t j = 0; j < excess_.size(); ++j) excess_[j] = -instance_.places[j];
  for (int i = 0; i < instance_.OfferCount(); ++i) {
    const std::vector<int>& set = pricing_.Best(i);
    if (set.empty()) continue;
    for (const int p : set) ++excess_[static_cast<size_t>(instance_.At(p).ask)];
    pairs.insert(pairs.end(), set.begin(), set.end());
    master_.Add(set);
  }
  return pairs;
}

// Moves prices up where an ask is in more sets than it has places, down where in fewer, by
// `step`, in gains, all in all.
void LinearBound::MovePrices(double step, Prices& prices) const {
  double norm = 0;
  for (size_t j = 0; j < prices.size(); ++j) {
    if (excess_[j] > 0 || prices[j] > 0) norm += excess_[j] * excess_[j];
  }
  if (norm == 0) return;
  for (size_t j = 0; j < prices.size(); ++j) {
    const double moved = static_cast<double>(prices[j]) +
                         step * excess_[j] / norm * static_cast<double>(kPriceScale);
    prices[j] = std::llround(std::clamp(moved, 0.0, static_cast<double>(kMostPrice)));
  }
}

// Gives the linear programme the sets of the last pricing that it has use for at its `duals`.
bool LinearBound::AddSets(const Prices& duals) {
  bool added = false;
  for (int i = 0; i < instance_.OfferCount(); ++i) {
    int64_t value = 0;
    for (const int p : pricing_.Best(i)) {
      const Pair& pair = instance_.At(p);
      value += pair.gain * kPriceScale - duals[static_cast<size_t>(pair.ask)];
    }
    if (value > master_.OfferPrice(i) + kUseful) added |= master_.Add(pricing_.Best(i));
  }
  return added;
}

void LinearBound::Raise(const std::vector<int>& wishes, Choice& best) {
  Choice choice = repair_.Make(wishes);
  if (choice.gain > best.gain) best = choice;
  if (choice.gain > made_.gain) made_ = std::move(choice);
}

}  // namespace peerchallenge::recommendations::matching

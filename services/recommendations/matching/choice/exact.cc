#include "services/recommendations/matching/choice/exact.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "services/recommendations/matching/choice/linear_bound.h"
#include "services/recommendations/matching/choice/repair.h"

namespace peerchallenge::recommendations::matching {
namespace {

// Cases within cases, and numbers in the proof (80 MB at most).
constexpr int kMostDepth = 1'000;
constexpr size_t kMostNumbers = 10'000'000;
// A best choice is first looked for within this part of the gap below the bound, then further down
// by this factor each time.
constexpr int64_t kFirstReach = 16;
constexpr int64_t kFurther = 4;
// How often a dive takes a little more.
constexpr int kMostLevels = 50;

bool IsFound(const Choice& choice) { return !choice.pairs.empty() || choice.gain <= 0; }

// The pairs that no choice above `gain` has otherwise than at these prices.
Settled SettledBy(const Instance& instance, Pricing& pricing, const Prices& prices, int64_t gain) {
  Settled settled;
  pricing.Bound(prices);
  const std::vector<int64_t> bounds = pricing.BoundsTurned(prices);
  std::vector<bool> is_best(instance.pairs.size());
  for (int i = 0; i < instance.OfferCount(); ++i) {
    for (const int p : pricing.Best(i)) is_best[static_cast<size_t>(p)] = true;
  }
  for (int p = 0; p < instance.PairCount(); ++p) {
    if (bounds[static_cast<size_t>(p)] > gain) continue;
    (is_best[static_cast<size_t>(p)] ? settled.taken : settled.dropped).push_back(p);
  }
  return settled;
}

// The open pair on which the mixture is least decided; where it is decided on all, one that gains
// most.
int LeastDecided(const Instance& instance, const std::vector<double>& shares) {
  int chosen = 0;
  double most = -1;
  for (int p = 0; p < instance.PairCount(); ++p) {
    const double share = shares[static_cast<size_t>(p)];
    const double undecided = std::min(share, 1 - share);
    const bool more = undecided > most + 1e-6;
    const bool same = undecided > most - 1e-6;
    if (more || (same && instance.At(p).gain > instance.At(chosen).gain)) {
      chosen = p;
      most = undecided;
    }
  }
  return chosen;
}

// The pairs that the mixture has whole, as far as they fit together, and the one that it has most
// of among the others.
std::vector<int> MostDecided(const Instance& instance, const std::vector<double>& shares) {
  constexpr double kWhole = 0.99;
  std::vector<int> order(instance.pairs.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&shares](int a, int b) {
    return shares[static_cast<size_t>(a)] > shares[static_cast<size_t>(b)] + 1e-6;
  });
  std::vector<int> days = instance.free_days, places = instance.places, decided;
  bool more = true;
  for (size_t k = 0; k < order.size() && more; ++k) {
    int& days_left = days[static_cast<size_t>(instance.At(order[k]).offer)];
    int& places_left = places[static_cast<size_t>(instance.At(order[k]).ask)];
    if (days_left < instance.Share(order[k]) || places_left < 1) continue;
    decided.push_back(order[k]);
    days_left -= instance.Share(order[k]);
    --places_left;
    more = shares[static_cast<size_t>(order[k])] >= kWhole;
  }
  std::sort(decided.begin(), decided.end());
  return decided;
}

bool FitsItsOffer(const Instance& instance, const std::vector<int>& set) {
  int days = instance.free_days[static_cast<size_t>(instance.At(set.front()).offer)];
  for (const int p : set) days -= instance.Share(p);
  return days >= 0;
}

}  // namespace

Hints Hints::Of(const Instance& whole, const Part& part) const {
  Hints own;
  std::vector<int> number(whole.pairs.size(), -1);
  for (size_t p = 0; p < part.pairs.size(); ++p) {
    number[static_cast<size_t>(part.pairs[p])] = static_cast<int>(p);
  }
  const auto own_pairs = [&number](const std::vector<int>& pairs) {
    std::vector<int> own_numbers;
    for (const int p : pairs) {
      const int n = number[static_cast<size_t>(p)];
      if (n >= 0) own_numbers.push_back(n);
    }
    return own_numbers;
  };
  own.wishes = own_pairs(wishes);
  for (const std::vector<int>& set : sets) {
    std::vector<int> own_set = own_pairs(set);
    if (own_set.empty() || !FitsItsOffer(part.instance, own_set)) continue;
    own.sets.push_back(std::move(own_set));
  }
  for (const int ask : part.asks) own.prices.push_back(prices[static_cast<size_t>(ask)]);
  return own;
}

SearchEnd ExactSearch::Improve(const Instance& instance, const LinearBound& linear, Choice& best,
                               Proof& proof) {
  Hints hints{linear.prices(), linear.sets(), best.pairs};
  if (linear.bound() > best.gain && !Dive(instance, hints, linear.Shares(), kMostLevels, best)) {
    return SearchEnd::kSpent;
  }
  hints.wishes = best.pairs;
  for (int64_t reach = (linear.bound() - best.gain) / kFirstReach + 1;; reach *= kFurther) {
    const bool last = linear.bound() - reach <= best.gain;
    Choice found = last ? best : Choice{{}, linear.bound() - reach};
    numbers_ = 0;
    depth_ = 0;
    proof = Proof();
    const SearchEnd end = Narrow(instance, hints, linear.Shares(), found, proof);
    if (end != SearchEnd::kProven) return end;
    if (!last && !IsFound(found)) continue;
    best = std::move(found);
    return end;
  }
}

// Takes what the mixture has whole and a little more, mixes anew for the rest, and so on: mostly
// ends at a choice near the bound. False when the budget is spent.
bool ExactSearch::Dive(const Instance& instance, const Hints& hints,
                       const std::vector<double>& shares, int levels, Choice& best) {
  const Settled settled{MostDecided(instance, shares), {}};
  const auto parts = OpenParts(instance, settled);
  if (!parts.has_value()) return true;
  std::vector<int> wishes = settled.taken;
  for (const Part& part : *parts) {
    const Hints own_hints = hints.Of(instance, part);
    LinearBound linear(part.instance, budget_);
    linear.Start(own_hints.prices, own_hints.sets, own_hints.wishes);
    Choice own;
    if (!linear.Run(own)) return false;
    const Hints next{linear.prices(), linear.sets(), own.pairs};
    if (linear.bound() > own.gain && levels > 0 &&
        !Dive(part.instance, next, linear.Shares(), levels - 1, own)) {
      return false;
    }
    for (const int p : own.pairs) wishes.push_back(part.pairs[static_cast<size_t>(p)]);
  }
  Choice choice = Repair(instance).Make(wishes);
  if (choice.gain > best.gain) best = std::move(choice);
  return true;
}

SearchEnd ExactSearch::Search(const Instance& instance, Hints& hints, Choice& best, Proof& proof) {
  if (budget_.Spent()) return SearchEnd::kSpent;
  Choice wished = Repair(instance).Make(hints.wishes);
  if (wished.gain > best.gain) best = std::move(wished);
  Pricing pricing(instance);
  if (pricing.Bound(hints.prices) <= best.gain) return Close(hints.prices, proof);
  Settled settled = SettledBy(instance, pricing, hints.prices, best.gain);
  if (2 * settled.size() >= instance.pairs.size()) {
    return Settle(instance, hints, std::move(settled), best, proof);
  }
  std::vector<double> shares;
  {
    LinearBound linear(instance, budget_);
    linear.Start(hints.prices, hints.sets, hints.wishes);
    if (!linear.Run(best)) return SearchEnd::kSpent;
    hints.prices = linear.prices();
    hints.sets = linear.sets();
    shares = linear.Shares();
  }
  return Narrow(instance, hints, shares, best, proof);
}

// Searches below good prices: they close the case, or settle much of it, or it is told apart.
SearchEnd ExactSearch::Narrow(const Instance& instance, const Hints& hints,
                              const std::vector<double>& shares, Choice& best, Proof& proof) {
  Pricing pricing(instance);
  if (pricing.Bound(hints.prices) <= best.gain) return Close(hints.prices, proof);
  Settled settled = SettledBy(instance, pricing, hints.prices, best.gain);
  if (3 * settled.size() >= instance.pairs.size()) {
    return Settle(instance, hints, std::move(settled), best, proof);
  }
  return Branch(instance, hints, LeastDecided(instance, shares), best, proof);
}

SearchEnd ExactSearch::Close(const Prices& prices, Proof& proof) {
  proof.prices = prices;
  return TakeUp(prices.size());
}

SearchEnd ExactSearch::Settle(const Instance& instance, const Hints& hints, Settled settled,
                              Choice& best, Proof& proof) {
  proof.step = Proof::Step::kSettle;
  proof.prices = hints.prices;
  proof.target = best.gain;
  proof.settled = std::move(settled);
  if (const SearchEnd end = TakeUp(proof.prices.size() + proof.settled.size());
      end != SearchEnd::kProven) {
    return end;
  }
  return SearchRest(instance, proof.settled, hints, best, proof.rest);
}

SearchEnd ExactSearch::Branch(const Instance& instance, const Hints& hints, int pair, Choice& best,
                              Proof& proof) {
  proof.step = Proof::Step::kBranch;
  proof.pair = pair;
  const SearchEnd with = SearchRest(instance, {{pair}, {}}, hints, best, proof.rest);
  if (with != SearchEnd::kProven) return with;
  return SearchRest(instance, {{}, {pair}}, hints, best, proof.without);
}

// Raises `best` to the best choice that agrees with `settled`, part by part. A part need not be
// searched below what it would have to gain for the whole to beat `best`, were all parts not yet
// searched as good as their bounds.
SearchEnd ExactSearch::SearchRest(const Instance& instance, const Settled& settled,
                                  const Hints& hints, Choice& best, PartProofs& proofs) {
  const auto parts = OpenParts(instance, settled);
  if (!parts.has_value()) return SearchEnd::kProven;
  Choice choice{settled.taken, 0};
  for (const int p : settled.taken) choice.gain += instance.At(p).gain;
  std::vector<Hints> own_hints;
  std::vector<int64_t> bounds;
  int64_t bound = choice.gain;
  for (const Part& part : *parts) {
    Hints& own = own_hints.emplace_back(hints.Of(instance, part));
    bounds.push_back(Pricing(part.instance).Bound(own.prices));
    Proof::PartProof& proof = proofs.emplace_back();
    proof.pairs = part.pairs;
    proof.proof.prices = own.prices;
    bound += bounds.back();
    if (const SearchEnd end = TakeUp(part.pairs.size()); end != SearchEnd::kProven) return end;
  }
  ++depth_;
  for (size_t k = 0; k < parts->size() && bound > best.gain; ++k) {
    bound -= bounds[k];
    Choice own{{}, std::max<int64_t>(0, best.gain - bound)};
    const SearchEnd end = Search((*parts)[k].instance, own_hints[k], own, proofs[k].proof);
    if (end != SearchEnd::kProven) return end;
    bound += own.gain;
    if (!IsFound(own)) break;
    choice.gain += own.gain;
    for (const int p : own.pairs) choice.pairs.push_back((*parts)[k].pairs[static_cast<size_t>(p)]);
  }
  --depth_;
  if (bound <= best.gain) return SearchEnd::kProven;
  std::sort(choice.pairs.begin(), choice.pairs.end());
  best = std::move(choice);
  return SearchEnd::kProven;
}

// Counts what the proof takes up; kTooHard once it is too much.
SearchEnd ExactSearch::TakeUp(size_t numbers) {
  numbers_ += numbers + 1;
  return numbers_ > kMostNumbers || depth_ > kMostDepth ? SearchEnd::kTooHard : SearchEnd::kProven;
}

}  // namespace peerchallenge::recommendations::matching

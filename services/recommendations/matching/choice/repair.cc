#include "services/recommendations/matching/choice/repair.h"

#include <algorithm>
#include <numeric>

namespace peerchallenge::recommendations::matching {
namespace {

constexpr int kNone = -1;
// Rounds of exchanges; most end sooner, as nothing gains any more.
constexpr int kMostRounds = 10;

}  // namespace

Repair::Repair(const Instance& instance) : instance_(instance), by_gain_(instance.pairs.size()) {
  std::iota(by_gain_.begin(), by_gain_.end(), 0);
  std::stable_sort(by_gain_.begin(), by_gain_.end(),
                   [this](int a, int b) { return At(a).gain > At(b).gain; });
}

Choice Repair::Make(const std::vector<int>& wishes) {
  is_chosen_.assign(instance_.pairs.size(), false);
  days_left_ = instance_.free_days;
  places_left_ = instance_.places;
  of_offer_.assign(instance_.free_days.size(), {});
  of_ask_.assign(instance_.share.size(), {});
  const auto add = [this](int p) {
    if (At(p).gain > 0 && !is_chosen_[static_cast<size_t>(p)] && Fits(p)) Add(p);
  };
  std::for_each(wishes.begin(), wishes.end(), add);
  std::for_each(by_gain_.begin(), by_gain_.end(), add);
  bool gained = true;
  for (int round = 0; gained && round < kMostRounds; ++round) {
    gained = false;
    for (const int p : by_gain_) {
      if (!is_chosen_[static_cast<size_t>(p)]) gained |= Exchange(p);
    }
  }
  Choice choice;
  for (int p = 0; p < instance_.PairCount(); ++p) {
    if (!is_chosen_[static_cast<size_t>(p)]) continue;
    choice.pairs.push_back(p);
    choice.gain += At(p).gain;
  }
  return choice;
}

bool Repair::Fits(int pair) const {
  return places_left_[static_cast<size_t>(At(pair).ask)] > 0 &&
         days_left_[static_cast<size_t>(At(pair).offer)] >= instance_.Share(pair);
}

void Repair::Add(int pair) {
  const auto offer = static_cast<size_t>(At(pair).offer);
  const auto ask = static_cast<size_t>(At(pair).ask);
  is_chosen_[static_cast<size_t>(pair)] = true;
  days_left_[offer] -= instance_.Share(pair);
  --places_left_[ask];
  of_offer_[offer].push_back(pair);
  of_ask_[ask].push_back(pair);
}

void Repair::Remove(int pair) {
  const auto offer = static_cast<size_t>(At(pair).offer);
  const auto ask = static_cast<size_t>(At(pair).ask);
  is_chosen_[static_cast<size_t>(pair)] = false;
  days_left_[offer] += instance_.Share(pair);
  ++places_left_[ask];
  std::erase(of_offer_[offer], pair);
  std::erase(of_ask_[ask], pair);
}

// Chooses `pair` in place of the weakest that stand in its way, where that gains.
bool Repair::Exchange(int pair) {
  const auto offer = static_cast<size_t>(At(pair).offer);
  const auto ask = static_cast<size_t>(At(pair).ask);
  int64_t gain = At(pair).gain;
  int days = days_left_[offer];
  removed_.clear();
  const auto remove = [&](int weakest) {
    removed_.push_back(weakest);
    gain -= At(weakest).gain;
    if (At(weakest).offer == At(pair).offer) days += instance_.Share(weakest);
  };
  if (places_left_[ask] == 0) remove(Weakest(of_ask_[ask]));
  while (gain > 0 && days < instance_.Share(pair)) remove(Weakest(of_offer_[offer]));
  if (gain <= 0) return false;
  for (const int p : removed_) Remove(p);
  Add(pair);
  return true;
}

// The chosen pair of lowest gain that is not being removed; the first of equals.
int Repair::Weakest(const std::vector<int>& chosen) const {
  int weakest = kNone;
  for (const int p : chosen) {
    if (std::find(removed_.begin(), removed_.end(), p) != removed_.end()) continue;
    if (weakest == kNone || At(p).gain < At(weakest).gain ||
        (At(p).gain == At(weakest).gain && p < weakest)) {
      weakest = p;
    }
  }
  return weakest;
}

}  // namespace peerchallenge::recommendations::matching

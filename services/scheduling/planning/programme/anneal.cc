#include "services/scheduling/planning/programme/anneal.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "services/scheduling/planning/programme/construct.h"
#include "services/scheduling/planning/programme/moves.h"

namespace peerchallenge::scheduling::planning {
namespace {

// Temperatures are kept in 1/256 of a cost unit.
constexpr int64_t kDegree = 256;
constexpr int64_t kHottest = int64_t{1} << 46;
constexpr int64_t kDearestBreach = int64_t{1} << 40;

// -ln((i + 0.5) / 1024) in 1/1024, by integer arithmetic alone: ln 2 times the binary logarithm,
// the logarithm bit by bit.
constexpr std::array<int64_t, 1024> Logarithms() {
  std::array<int64_t, 1024> table{};
  for (uint64_t i = 0; i < table.size(); ++i) {
    uint64_t x = 2 * i + 1;  // of 2048
    int64_t whole = 11;
    while (x >= 2) {
      x >>= 1;
      --whole;
    }
    uint64_t mantissa = 2 * i + 1;
    while (mantissa < (uint64_t{1} << 31)) mantissa <<= 1;  // 1.0 = 2^31
    int64_t fraction = 0;
    for (int bit = 0; bit < 16; ++bit) {
      mantissa = (mantissa * mantissa) >> 31;
      fraction <<= 1;
      if (mantissa >= (uint64_t{1} << 32)) {
        mantissa >>= 1;
        fraction |= 1;
      }
    }
    const int64_t bits = whole * 65536 - fraction;  // -log2 in 1/65536
    table[i] = bits * 45426 / 65536 / 64;           // 45426 / 65536 = ln 2
  }
  return table;
}
constexpr std::array<int64_t, 1024> kLogarithms = Logarithms();

// From `hot` down by `kHalvings` halvings, linear in between.
int64_t Temperature(int64_t hot, int64_t step, int64_t length) {
  constexpr int64_t kHalvings = 6;
  constexpr int64_t kParts = 1024;
  const int64_t at = step * kHalvings * kParts / length;
  const int64_t upper = hot >> (at / kParts);
  return upper - upper / 2 * (at % kParts) / kParts;
}

// Dearer than most single choices, for want of anything better before the first draft.
int64_t RoughBreachCost(const Model& model) {
  int64_t travel = 0;
  for (const int64_t cost : model.travel_cost) travel = std::max(travel, cost);
  return 1 + travel + model.theme_weight + 2 * model.balance_weight + model.novice_weight +
         model.spread_weight;
}

}  // namespace

Annealer::Annealer(const Model& model, uint64_t seed, int64_t step_limit, Budget& budget,
                   Hooks hooks)
    : random_(seed), state_(model), step_limit_(step_limit), hooks_(std::move(hooks)) {
  SetPenalties(RoughBreachCost(model));
  Construct(state_, random_, budget);
  if (state_.feasible()) Record();
  mean_change_ = MeanChange();
  SetPenalties(4 * mean_change_);
  int64_t seats = 0;
  for (const ModelReview& review : model.reviews) seats += std::min(review.team_max, 100);
  repair_length_ = 10'000 + 200 * seats;
  length_ = 50'000 + 1'000 * seats;
}

bool Annealer::Round() {
  const int64_t hot = std::min(mean_change_ * kDegree, kHottest);
  if (!best_.plan.has_value()) {
    // Cool rounds mend a good draft, hot ones leave a bad one.
    const bool more = Anneal(repair_length_, ++repairs_ % 2 == 1 ? hot / 4 : hot);
    if (!best_.plan.has_value()) RaisePenalties();
    repair_length_ += repair_length_ / 2;
    return more;
  }
  state_.Load(*best_.plan);
  const bool more = Anneal(length_, polishing_ ? hot / 2 : hot);
  polishing_ = true;
  length_ += length_ / 2;
  return more;
}

void Annealer::Adopt(const Plan& plan) {
  state_.Load(plan);
  Record();
}

// What a move typically changes: the scale of temperatures and penalties.
int64_t Annealer::MeanChange() {
  constexpr int kSamples = 300;
  Moves moves(state_, random_);
  int64_t sum = 0, count = 1;
  for (int i = 0; i < kSamples; ++i) {
    const int64_t before = state_.cost();
    moves.Step();
    const int64_t change = std::abs(state_.cost() - before);
    if (change != 0) {
      sum += std::min(change, kHottest / kDegree);
      ++count;
    }
    state_.Undo();
  }
  return std::max<int64_t>(1, sum / count);
}

void Annealer::SetPenalties(int64_t weight) {
  for (size_t k = 0; k < kBreachKinds; ++k) {
    state_.SetWeight(static_cast<Breach>(k), std::min(weight, kDearestBreach));
  }
}

void Annealer::RaisePenalties() {
  for (size_t k = 0; k < kBreachKinds; ++k) {
    const auto kind = static_cast<Breach>(k);
    if (state_.breaches(kind) > 0) {
      state_.SetWeight(kind, std::min(2 * state_.weight(kind), kDearestBreach));
    }
  }
}

bool Annealer::Anneal(int64_t length, int64_t hot) {
  Moves moves(state_, random_);
  int64_t temperature = hot;
  for (int64_t step = 0; step < length; ++step) {
    if (step % kTickSteps == 0) {
      temperature = Temperature(hot, step, length);
      if (hooks_.on_tick(steps_)) return false;
    }
    if (step_limit_ > 0 && steps_ >= step_limit_) return false;
    ++steps_;
    const int64_t before = state_.energy();
    moves.Step();
    const int64_t chance = kLogarithms[static_cast<size_t>(random_.Next() >> 54)];
    if (state_.energy() - before <= temperature * chance / (1024 * kDegree)) {
      state_.Accept();
      if (state_.feasible()) Record();
    } else {
      state_.Undo();
    }
  }
  return true;
}

void Annealer::Record() {
  if (best_.plan.has_value() && state_.cost() >= best_.cost) return;
  best_.plan = state_.plan();
  best_.cost = state_.cost();
  hooks_.on_improvement(best_);
}

}  // namespace peerchallenge::scheduling::planning

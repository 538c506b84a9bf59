#include "services/scheduling/planning/programme/anneal.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "services/scheduling/planning/programme/construct.h"
#include "services/scheduling/planning/programme/moves.h"
#include "services/scheduling/planning/search/cooling.h"

namespace peerchallenge::scheduling::planning {
namespace {

constexpr int64_t kHottest = int64_t{1} << 46;
constexpr int64_t kDearestBreach = int64_t{1} << 40;

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

bool Annealer::Polish(const Plan& draft) {
  state_.Load(draft);
  if (state_.feasible()) Record();
  return Anneal(repair_length_,
                std::max<int64_t>(1, std::min(mean_change_ * kDegree, kHottest) / 8));
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
    if (state_.energy() - before <= Allowance(temperature, random_)) {
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

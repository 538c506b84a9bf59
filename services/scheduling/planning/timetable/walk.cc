#include "services/scheduling/planning/timetable/walk.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "services/scheduling/planning/search/cooling.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

// In how many of 100 steps a part of the timetable is rebuilt.
constexpr int kRebuild = 5;
// Beyond the few that a step comes with, so many places priced count as one step.
constexpr int64_t kBidsPerStep = 64;
// Steps of the first attempt to place all mandatory sessions; each may take half as many again.
constexpr int64_t kFirstLength = 10'000;

size_t At(int i) { return static_cast<size_t>(i); }

}  // namespace

Walk::Walk(const Model& model, uint64_t seed)
    : model_(model), random_(seed), state_(model), moves_(state_, random_) {
  for (const ModelSession& session : model.sessions) stubborn_.push_back(1 + session.needed);
  PlaceIncumbent();
}

void Walk::Begin(const Tick& tick) {
  tick_ = &tick;
  steps_ = told_ = 0;
  ended_ = false;
}

// Counts steps; true when the walk has to end.
bool Walk::Count(int64_t work) {
  steps_ += work + moves_.TakeBids() / kBidsPerStep;
  if (steps_ - told_ >= kTickSteps) {
    ended_ = (*tick_)(steps_ - told_) || ended_;
    told_ = steps_;
  }
  return ended_;
}

void Walk::PlaceIncumbent() {
  for (int s = 0; s < model_.SessionCount(); ++s) {
    const ModelSession& session = model_.Session(s);
    const Before& old = session.old;
    if (!old.exists || old.day < 0 || old.start < 0 || old.venue < 0 || old.gone > 0) continue;
    const auto option =
        std::find_if(session.options.begin(), session.options.end(),
                     [&](const Option& o) { return o.day == old.day && o.start == old.start; });
    if (option == session.options.end()) continue;
    moves_.PutAsBefore(s, static_cast<int>(option - session.options.begin()));
    if (state_.broken_days() > 0) {
      state_.Undo();
    } else {
      state_.Accept();
    }
  }
}

bool Walk::Complete(int64_t most, const Tick& tick) {
  Begin(tick);
  if (complete_length_ == 0) {
    complete_length_ = kFirstLength;
  } else {
    state_.Load(Plan(model_.sessions.size()));
    complete_length_ += complete_length_ / 2;
  }
  // Optional sessions would only stand in the way.
  moves_.SetScope(Moves::Scope::kMandatory);
  const bool complete = PlaceMandatory(std::min(most, complete_length_));
  moves_.SetScope(Moves::Scope::kAll);
  if (complete) {
    for (int s = 0; s < model_.SessionCount() && !Count(0); ++s) {
      if (!state_.placed(s) && !moves_.InsertBest(s)) state_.Undo();
      state_.Accept();
    }
    Record();
  }
  tick(steps_ - told_);
  return complete;
}

bool Walk::PlaceMandatory(int64_t length) {
  while (steps_ < length) {
    missing_.clear();
    for (int s = 0; s < model_.SessionCount(); ++s) {
      if (model_.Session(s).mandatory && !state_.placed(s)) missing_.push_back(s);
    }
    if (missing_.empty()) return true;
    // The largest first, and who was thrown out most often.
    const int s = *std::max_element(missing_.begin(), missing_.end(), [&](int a, int b) {
      return stubborn_[At(a)] < stubborn_[At(b)];
    });
    if (!Force(s)) Shake();
    if (ended_) return false;
  }
  return false;
}

std::vector<int> Walk::ByDifficulty() const {
  std::vector<int> order(stubborn_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return stubborn_[At(a)] > stubborn_[At(b)]; });
  return order;
}

// Puts in session s where there is room, or else where what has to go for it weighs least.
bool Walk::Force(int s) {
  constexpr int kSamples = 30;
  constexpr size_t kMostRemoved = 6;
  if (Count(16)) return false;
  if (moves_.InsertBest(s)) {
    state_.Accept();
    return true;
  }
  state_.Undo();
  ++stubborn_[At(s)];
  const ModelSession& session = model_.Session(s);
  int64_t least = INT64_MAX;
  Place best;
  std::vector<int> gone;
  for (int i = 0; i < kSamples; ++i) {
    Count(1);
    Place place;
    place.option = random_.Below(static_cast<int>(session.options.size()));
    place.venue = random_.Pick(session.venues);
    if (moves_.MakeRoom(s, place, kMostRemoved)) {
      int64_t weight = 0;
      for (const int other : moves_.removed()) {
        weight += model_.Session(other).mandatory ? stubborn_[At(other)] : 0;
      }
      if (weight < least) {
        least = weight;
        best = state_.place(s);
        gone = moves_.removed();
      }
    }
    state_.Undo();
  }
  if (least == INT64_MAX) return false;
  for (const int other : gone) state_.Remove(other);
  state_.Put(s, best);
  state_.Accept();
  if (!gone.empty()) Shake();
  return true;
}

// A few random changes that throw out nothing.
void Walk::Shake() {
  for (int i = 0; i < 30 && !Count(1); ++i) {
    const int missing = state_.missing();
    if (moves_.Step() && state_.missing() <= missing) {
      state_.Accept();
    } else {
      state_.Undo();
    }
  }
}

int64_t Walk::TypicalChange() {
  constexpr int kSamples = 500;
  std::vector<int64_t> changes = {1};
  for (int i = 0; i < kSamples; ++i) {
    const int64_t before = state_.cost();
    if (moves_.Step() && state_.cost() != before) {
      changes.push_back(std::abs(state_.cost() - before));
    }
    state_.Undo();
  }
  const auto middle = changes.begin() + static_cast<std::ptrdiff_t>(changes.size() / 2);
  std::nth_element(changes.begin(), middle, changes.end());
  return *middle;
}

void Walk::Anneal(const Plan& plan, int64_t length, int64_t hot, int64_t penalty,
                  const Tick& tick) {
  Begin(tick);
  state_.Load(plan);
  for (int s = 0; s < model_.SessionCount(); ++s) {
    if (model_.Session(s).mandatory) state_.SetPenalty(s, penalty);
  }
  while (steps_ < length) {
    const int64_t temperature = Temperature(hot, steps_, length);
    const bool rebuild = random_.Chance(kRebuild);
    if (Count(rebuild ? 16 : 1)) break;
    const int64_t before = state_.energy();
    moves_.SetNoise(temperature / kDegree / 2);
    const bool done = rebuild ? moves_.Rebuild() : moves_.Step();
    if (done && state_.energy() - before <= Allowance(temperature, random_)) {
      state_.Accept();
      if (state_.feasible()) Record();
    } else {
      state_.Undo();
    }
  }
  tick(steps_ - told_);
}

void Walk::Record() {
  if (best_.plan.has_value() && state_.cost() >= best_.cost) return;
  best_.plan = state_.plan();
  best_.cost = state_.cost();
}

}  // namespace peerchallenge::scheduling::planning::timetable

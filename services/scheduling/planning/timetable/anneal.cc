#include "services/scheduling/planning/timetable/anneal.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "services/scheduling/planning/search/cooling.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

// In how many of 100 steps a part of the timetable is rebuilt.
constexpr int kRebuild = 2;
// Runs of one length differ much in what they reach: the best of a few is better than one long one.
constexpr int kFirstStarts = 3;
constexpr int kStartsAnew = 4;
// Beyond the few that a step comes with, so many places priced count as one step.
constexpr int64_t kBidsPerStep = 64;
constexpr int64_t kHottest = int64_t{1} << 46;

size_t At(int i) { return static_cast<size_t>(i); }

}  // namespace

Annealer::Annealer(const Model& model, uint64_t seed, int64_t step_limit, Hooks hooks)
    : model_(model),
      random_(seed),
      state_(model),
      moves_(state_, random_),
      step_limit_(step_limit),
      hooks_(std::move(hooks)) {
  for (const ModelSession& session : model.sessions) {
    stubborn_.push_back(1 + session.needed);
  }
  PlaceIncumbent();
  length_ = 100'000 + 2'000 * model.SessionCount();
}

// Counts steps; true when the search has to end.
bool Annealer::Count(int64_t work) {
  steps_ += work + moves_.TakeBids() / kBidsPerStep;
  if (step_limit_ > 0 && steps_ >= step_limit_) ended_ = true;
  if (steps_ >= next_tick_) {
    next_tick_ = steps_ + kTickSteps;
    if (hooks_.on_tick(steps_)) ended_ = true;
  }
  return ended_;
}

void Annealer::PlaceIncumbent() {
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

bool Annealer::Round() {
  if (!best_.plan.has_value()) {
    // Optional sessions would only stand in the way.
    moves_.SetScope(Moves::Scope::kMandatory);
    const bool complete = Complete();
    moves_.SetScope(Moves::Scope::kAll);
    if (!complete) return !ended_;
    for (int s = 0; s < model_.SessionCount() && !Count(0); ++s) {
      if (!state_.placed(s) && !moves_.InsertBest(s)) state_.Undo();
      state_.Accept();
    }
    Record();
    if (ended_) return false;
    mean_change_ = MeanChange();
    SetPenalties();
    return true;
  }
  ++rounds_;
  state_.Load(*best_.plan);
  const int64_t hot = std::min(mean_change_ * kDegree, kHottest);
  // Hot rounds forget where they start, cool ones improve what is there.
  const bool anew = rounds_ <= kFirstStarts || rounds_ % kStartsAnew == 0;
  const bool more = Anneal(length_, anew ? hot : hot / 4);
  if (rounds_ >= kFirstStarts) length_ += length_ / 2;
  return more;
}

// Places every mandatory session; false when the round or the search ended before. The next round
// starts anew, but knows which sessions were hard to place.
bool Annealer::Complete() {
  const int64_t from = steps_;
  if (complete_length_ == 0) {
    complete_length_ = 10'000;
  } else {
    state_.Load(Plan(model_.sessions.size()));
    complete_length_ += complete_length_ / 2;
  }
  while (steps_ - from < complete_length_) {
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

std::vector<int> Annealer::ByDifficulty() const {
  std::vector<int> order(stubborn_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return stubborn_[At(a)] > stubborn_[At(b)]; });
  return order;
}

// Puts in session s where there is room, or else where what has to go for it weighs least.
bool Annealer::Force(int s) {
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
void Annealer::Shake() {
  for (int i = 0; i < 30 && !Count(1); ++i) {
    const int missing = state_.missing();
    if (moves_.Step() && state_.missing() <= missing) {
      state_.Accept();
    } else {
      state_.Undo();
    }
  }
}

void Annealer::SetPenalties() {
  for (int s = 0; s < model_.SessionCount(); ++s) {
    if (model_.Session(s).mandatory) state_.SetPenalty(s, 10 * mean_change_);
  }
}

// What a move typically changes: the scale of temperatures and penalties.
int64_t Annealer::MeanChange() {
  constexpr int kSamples = 500;
  int64_t sum = 0, count = 1;
  for (int i = 0; i < kSamples; ++i) {
    const int64_t before = state_.cost();
    if (moves_.Step()) {
      const int64_t change = std::abs(state_.cost() - before);
      if (change != 0) {
        sum += std::min(change, kHottest / kDegree);
        ++count;
      }
    }
    state_.Undo();
  }
  return std::max<int64_t>(1, sum / count);
}

bool Annealer::Anneal(int64_t length, int64_t hot) {
  const int64_t from = steps_;
  int64_t temperature = hot;
  while (steps_ - from < length) {
    temperature = Temperature(hot, steps_ - from, length);
    const bool rebuild = random_.Chance(kRebuild);
    if (Count(rebuild ? 16 : 1)) return false;
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
  return true;
}

void Annealer::Record() {
  if (best_.plan.has_value() && state_.cost() >= best_.cost) return;
  best_.plan = state_.plan();
  best_.cost = state_.cost();
  hooks_.on_improvement(best_);
}

}  // namespace peerchallenge::scheduling::planning::timetable

#include "services/scheduling/planning/timetable/anneal.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/time.h"
#include "services/scheduling/planning/search/cooling.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

constexpr int kWalks = 2;
constexpr int64_t kHottest = int64_t{1} << 46;
// Steps per session and walk in one round: at least, and in the first round; at most; and from how
// many on there is time to forget where it started.
constexpr int64_t kFewestSteps = 1'000, kMostSteps = 150'000, kHotSteps = 10'000;
// Of the time that is left, in percent, what goes into the next round.
constexpr int64_t kPart = 80;
// Of five steps of a round, how many are the first walk's, which has the work beside it to do.
constexpr int64_t kOfFirstWalk = 2;
// How hot, in percent of what a change typically costs, walks start that forget where they started,
// and that improve what is there.
constexpr int64_t kHot = 30, kCool = 8;

}  // namespace

Annealer::Annealer(const Model& model, uint64_t seed, int64_t step_limit, const Budget& budget,
                   Crew& crew, Hooks hooks)
    : model_(model),
      has_incumbent_(std::ranges::any_of(
          model.sessions, [](const ModelSession& session) { return session.old.exists; })),
      step_limit_(step_limit),
      crew_(crew),
      hooks_(std::move(hooks)) {
  for (uint64_t i = 0; i < kWalks; ++i) {
    walks_.push_back(std::make_unique<Walk>(model, seed + i * 0x9e3779b97f4a7c15));
    budgets_.push_back(budget);
  }
}

int64_t Annealer::StepsLeft() const {
  return step_limit_ > 0 ? std::max<int64_t>(0, step_limit_ - steps_) : INT64_MAX;
}

Walk::Tick Annealer::TickOf(size_t walk, size_t thread) {
  return [this, walk, thread](int64_t steps) {
    const int64_t all = steps_ += steps;
    const Best& best = walks_[walk]->best();
    if (best.plan.has_value()) {
      int64_t seen = seen_;
      while (best.cost < seen && !seen_.compare_exchange_weak(seen, best.cost)) {
      }
    }
    const int64_t seen = seen_;
    if (thread == 0) hooks_.on_tick(all, seen == INT64_MAX ? std::nullopt : std::optional(seen));
    if (walk == 0 && best_.plan.has_value()) {
      // Not what the other walk has seen, which may be sooner or later.
      const int64_t known = best.plan.has_value() ? std::min(best.cost, best_.cost) : best_.cost;
      if (hooks_.beside(steps, known, budgets_[walk])) ended_ = true;
    }
    if (budgets_[walk].Spent()) ended_ = true;
    return ended_.load();
  };
}

bool Annealer::Round() {
  if (!best_.plan.has_value()) {
    FirstRound();
  } else {
    WalkAtOnce();
  }
  return !ended_ && StepsLeft() > 0;
}

void Annealer::FirstRound() {
  Walk& walk = *walks_.front();
  if (!walk.Complete(StepsLeft(), TickOf(0, 0))) return;
  TakeOver(walk);
  typical_change_ = walk.TypicalChange();
}

// Steps of all walks in the next round.
int64_t Annealer::NextLength() const {
  int64_t left = StepsLeft();
  const absl::Duration ahead = budgets_.front().Left();
  if (step_limit_ == 0 && ahead < absl::Hours(24)) {
    const double per_second =
        static_cast<double>(steps_) / absl::ToDoubleSeconds(budgets_.front().Elapsed());
    left = static_cast<int64_t>(per_second * absl::ToDoubleSeconds(ahead));
  }
  const int64_t sessions = model_.SessionCount();
  const int64_t length = first_ ? 0 : left / 100 * kPart;
  return std::min(
      std::clamp(length, kWalks * kFewestSteps * sessions, kWalks * kMostSteps * sessions),
      std::max<int64_t>(StepsLeft(), kWalks));
}

void Annealer::WalkAtOnce() {
  const int64_t length = NextLength();
  first_ = false;
  // Near a timetable in force is where the best one is.
  const bool hot = !has_incumbent_ && length >= kWalks * kHotSteps * model_.SessionCount();
  const int64_t temperature =
      std::min(typical_change_ * kDegree, kHottest) * (hot ? kHot : kCool) / 100;
  crew_.Share(kWalks, [&](size_t piece, size_t thread) {
    const int64_t part = piece == 0 ? kOfFirstWalk : 5 - kOfFirstWalk;
    walks_[piece]->Anneal(*best_.plan, length * part / 5, temperature, 10 * typical_change_,
                          TickOf(piece, thread));
  });
  for (const auto& walk : walks_) TakeOver(*walk);
}

void Annealer::TakeOver(const Walk& walk) {
  if (walk.best().plan.has_value() && (!best_.plan.has_value() || walk.best().cost < best_.cost)) {
    best_ = walk.best();
  }
}

}  // namespace peerchallenge::scheduling::planning::timetable

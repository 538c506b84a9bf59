#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/programme/state.h"
#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/random.h"

namespace peerchallenge::scheduling::planning {

// The best feasible plan so far.
struct Best {
  std::optional<Plan> plan;
  int64_t cost = 0;
};

// Simulated annealing in rounds of growing length: short rounds until there is a plan, then
// long ones, the first hot, the others from the best plan. Breaches of rules are allowed on the way
// and cost a penalty, which rises for rules that a round without a plan leaves broken. All
// arithmetic is on integers, so that every machine takes the same path.
class Annealer {
 public:
  // What surrounds the search.
  struct Hooks {
    std::function<void(const Best&)> on_improvement;
    // Called every kTickSteps steps; true ends the search.
    std::function<bool(int64_t steps)> on_tick;
  };
  static constexpr int64_t kTickSteps = 256;

  // `model` must outlive the annealer and have a review; each review must have a week.
  Annealer(const Model& model, uint64_t seed, int64_t step_limit, Budget& budget, Hooks hooks);

  // Runs the next round; false when the search ended by a hook or the step limit.
  bool Round();

  // Mends and improves `draft`, which may break rules, by a short and cool round; false as Round().
  bool Polish(const Plan& draft);

  // Starts the next round from `plan`, which breaks no rule.
  void Adopt(const Plan& plan);

  const Best& best() const { return best_; }
  int64_t steps() const { return steps_; }

 private:
  int64_t MeanChange();
  void SetPenalties(int64_t weight);
  void RaisePenalties();
  bool Anneal(int64_t length, int64_t hot);
  void Record();

  Random random_;
  State state_;
  int64_t step_limit_;
  Hooks hooks_;
  Best best_;
  int64_t steps_ = 0;
  int64_t mean_change_ = 1;
  int repairs_ = 0;
  int64_t repair_length_ = 0;
  int64_t length_ = 0;
  bool polishing_ = false;
};

}  // namespace peerchallenge::scheduling::planning

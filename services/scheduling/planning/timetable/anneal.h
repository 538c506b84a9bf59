#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/random.h"
#include "services/scheduling/planning/timetable/moves.h"
#include "services/scheduling/planning/timetable/state.h"

namespace peerchallenge::scheduling::planning::timetable {

// The best complete timetable so far.
struct Best {
  std::optional<Plan> plan;
  int64_t cost = 0;
};

// The search: first every mandatory session is placed, by forcing them in one by one; then
// simulated annealing in rounds of growing length. All arithmetic is on integers, so that every
// machine takes the same path.
class Annealer {
 public:
  // What surrounds the search.
  struct Hooks {
    std::function<void(const Best&)> on_improvement;
    // Called at least every kTickSteps steps; true ends the search.
    std::function<bool(int64_t steps)> on_tick;
  };
  static constexpr int64_t kTickSteps = 256;

  // `model` must outlive the annealer and have a session.
  Annealer(const Model& model, uint64_t seed, int64_t step_limit, Hooks hooks);

  // Runs the next round, which may end without a complete timetable; false when the search ended by
  // a hook or the step limit.
  bool Round();

  // The sessions, those first that were hardest to place.
  std::vector<int> ByDifficulty() const;

  const Best& best() const { return best_; }
  int64_t steps() const { return steps_; }

 private:
  bool Count(int64_t work);
  void PlaceIncumbent();
  bool Complete();
  bool Force(int s);
  void Shake();
  void SetPenalties();
  int64_t MeanChange();
  bool Anneal(int64_t length, int64_t hot);
  void Record();

  const Model& model_;
  Random random_;
  State state_;
  Moves moves_;
  int64_t step_limit_;
  Hooks hooks_;
  Best best_;
  int64_t steps_ = 0, next_tick_ = 0;
  bool ended_ = false;
  std::vector<int64_t> stubborn_;  // per session: how often it had to be forced in
  std::vector<int> missing_;
  int64_t mean_change_ = 0, length_ = 0, complete_length_ = 0;
  int rounds_ = 0;
};

}  // namespace peerchallenge::scheduling::planning::timetable

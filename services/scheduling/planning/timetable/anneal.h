#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/crew.h"
#include "services/scheduling/planning/timetable/walk.h"

namespace peerchallenge::scheduling::planning::timetable {

// The search for a good timetable: rounds of two walks at once, each from the best so far, which
// the threads of a crew share. The slower a walk cools, the better it ends: after a short round,
// one that is as long as most of the time or steps that are left, and so on with the rest. With a
// step limit, what is found depends on the seed and the steps only, never on how many threads there
// are.
class Annealer {
 public:
  // What surrounds the search.
  struct Hooks {
    // Called every few hundred steps from the thread that called Round(): all steps so far, and the
    // least cost seen, which may be that of a timetable that has not been taken over yet.
    std::function<void(int64_t steps, const std::optional<int64_t>& cost)> on_tick;
    // Called every few hundred steps of one of the walks, in its thread, for work beside the search
    // that is to be done in proportion to it: its steps since the last call, and the least cost
    // that it knows of. True ends the search.
    std::function<bool(int64_t steps, int64_t cost, Budget& budget)> beside;
  };

  // All must outlive the annealer; `model` must have a session. `step_limit` 0 = none.
  Annealer(const Model& model, uint64_t seed, int64_t step_limit, const Budget& budget, Crew& crew,
           Hooks hooks);

  // Runs the next round, which may end without a complete timetable; false when the search ended by
  // budget, step limit or a hook.
  bool Round();

  // The sessions, those first that were hardest to place.
  std::vector<int> ByDifficulty() const { return walks_.front()->ByDifficulty(); }

  const Best& best() const { return best_; }
  int64_t steps() const { return steps_; }

 private:
  int64_t StepsLeft() const;
  int64_t NextLength() const;
  Walk::Tick TickOf(size_t walk, size_t thread);
  void FirstRound();
  void WalkAtOnce();
  void TakeOver(const Walk& walk);

  const Model& model_;
  const bool has_incumbent_;
  const int64_t step_limit_;
  Crew& crew_;
  const Hooks hooks_;
  std::vector<std::unique_ptr<Walk>> walks_;
  std::vector<Budget> budgets_;  // of each walk, because one is not shared between threads
  std::atomic<int64_t> steps_ = 0;
  std::atomic<int64_t> seen_ = INT64_MAX;  // the least cost in any walk
  std::atomic<bool> ended_ = false;
  Best best_;
  int64_t typical_change_ = 0;
  bool first_ = true;
};

}  // namespace peerchallenge::scheduling::planning::timetable

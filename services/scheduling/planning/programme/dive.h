#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "services/scheduling/planning/programme/generator.h"
#include "services/scheduling/planning/programme/linking.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/crew.h"

namespace peerchallenge::scheduling::planning {

// Follows a mixture of choices to a plan: takes the clearest choices, mixes anew for the reviews
// that are left what these leave them (see part.h), and so on. Where nothing is left for a review,
// others around it are opened again.
class Dive {
 public:
  // The more of either, the better the plan and the more work it takes.
  struct Care {
    size_t at_once = 0;  // one of so many open reviews is fixed at once, and those that are clear
    int rounds = 0;      // of new choices per mixture, at most
  };
  // `on_round` is called now and then with the work so far, in units of roughly one step of the
  // annealer; true ends the dive. `model`, `budget` and `crew` must outlive it.
  Dive(const Model& model, const Care& care, Budget& budget, Crew& crew,
       std::function<bool(int64_t work)> on_round);

  // Overwrites the reviews of `plan`, from `guide`, the mixture for all of them; false when it gave
  // up or was ended, and some are as they were.
  bool Follow(Generator::Guide guide, Plan& plan);

  // The same for some reviews, while the others of `plan` stay as they are, unless one of the
  // former finds nothing left.
  bool Replan(const std::vector<int>& reviews, Generator::Guide guide, Plan& plan);

  int64_t work() const { return work_; }

 private:
  bool Descend(Generator::Guide& guide, Plan& plan);
  std::vector<Column> Clearest(const Generator::Guide& guide, std::vector<int>& stuck) const;
  void Fix(const std::vector<Column>& clearest, Plan& plan);
  bool Mix(const Plan& plan, int most_rounds, Generator::Guide& guide);
  void OpenAround(int review, Generator::Guide& guide);
  bool IsOpen(int review) const;

  const Model& model_;
  const Care care_;
  Budget& budget_;
  Crew& crew_;
  std::function<bool(int64_t work)> on_round_;
  std::vector<Column> known_;  // of the mixture for all reviews
  std::vector<int> open_;      // reviews, ascending

  int64_t work_ = 0;
};

}  // namespace peerchallenge::scheduling::planning

#include "services/scheduling/planning/programme.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning/programme/anneal.h"
#include "services/scheduling/planning/programme/conflict.h"
#include "services/scheduling/planning/programme/lower_bound.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/programme/proof.h"
#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/progress.h"
#include "services/scheduling/planning/validate.h"

namespace peerchallenge::scheduling::planning {
namespace {

using Verdict = Proof::Verdict;

// Each deeper proof may take twice the work of the one before, up to this much.
constexpr int64_t kMostProofWork = 1'000'000'000;
// Search steps per step's worth of work on the bound.
constexpr int64_t kSearchShare = 4;

// One search for a programme: proofs first, then rounds of annealing with work on the bound in
// between, and deeper proofs after each round that found no plan. What is done, and in which
// order, depends on the number of steps only, never on the clock.
class Solver {
 public:
  Solver(const v1::ProgrammeProblem& problem, const SolveControl& control)
      : problem_(problem),
        control_(control),
        budget_(control.time_limit, control.stop),
        progress_(budget_, control.on_progress) {}

  absl::StatusOr<v1::ProgrammeSolution> Solve() {
    const std::optional<Model> model = BuildModel(problem_, Relaxation(), budget_);
    if (!model.has_value()) return NotFound();
    if (model->reviews.empty()) return Found(*model, Plan(), 0);
    const Proof counted = ProveByCounting(*model, budget_);
    if (counted.verdict == Verdict::kInfeasible) return Infeasible(counted);
    return budget_.Spent() ? NotFound() : Search(*model);
  }

 private:
  absl::StatusOr<v1::ProgrammeSolution> Search(const Model& model) {
    LowerBound bound(model);
    Annealer annealer(model, control_.seed, control_.step_limit, budget_, Watch(bound));
    for (bool more = true; more;) {
      more = annealer.Round();
      progress_.SetSteps(annealer.steps());
      if (annealer.best().plan.has_value()) continue;
      const Proof proof = ProveDeeply(model, effort_, budget_);
      if (proof.verdict == Verdict::kInfeasible) return Infeasible(proof);
      if (proof.verdict == Verdict::kFeasible) annealer.Adopt(*proof.plan);
      RaiseEffort();
    }
    if (!annealer.best().plan.has_value()) return NotFound();
    return Found(model, *annealer.best().plan, bound.value());
  }

  void RaiseEffort() {
    if (effort_.search_nodes > kMostProofWork / 2) return;
    effort_.search_nodes *= 2;
    effort_.price_work *= 2;
  }

  // Keeps the progress and the bound up to date while the annealer runs, and ends it when the
  // budget is spent or the best plan is proven optimal.
  Annealer::Hooks Watch(LowerBound& bound) {
    Annealer::Hooks hooks;
    hooks.on_improvement = [this](const Best& best) {
      best_cost_ = best.cost;
      progress_.SetCost(best.cost);
    };
    hooks.on_tick = [this, &bound, next = int64_t{0}](int64_t steps) mutable {
      if (best_cost_.has_value() && steps >= next) {
        next = std::max(next, steps - Annealer::kTickSteps) + kSearchShare * bound.StepsWorth();
        bound.Improve(*best_cost_, budget_);
        progress_.SetBound(bound.value());
      }
      progress_.SetSteps(steps);
      progress_.Tell();
      return budget_.Spent() || (best_cost_.has_value() && bound.value() >= *best_cost_);
    };
    return hooks;
  }

  absl::StatusOr<v1::ProgrammeSolution> Found(const Model& model, const Plan& found,
                                              int64_t bound) {
    v1::ProgrammeSolution solution;
    v1::ProgrammePlan& plan = *solution.mutable_plan();
    plan = ToMessage(problem_, model, found);
    // Judged by code that shares nothing with the search: a wrong plan is never returned.
    const ProgrammeCheck check = CheckProgramme(problem_, plan);
    if (!check.violations.empty() || check.cost < bound) {
      return absl::InternalError("the planner made a plan that its checker rejects");
    }
    plan.set_cost(check.cost);
    *plan.mutable_cost_items() = check.cost_items;
    plan.set_bound(bound);
    progress_.SetCost(check.cost);
    progress_.SetBound(bound);
    *solution.mutable_progress() = progress_.Now();
    solution.set_outcome(bound == check.cost ? v1::SOLVE_OUTCOME_OPTIMAL
                                             : v1::SOLVE_OUTCOME_FEASIBLE);
    return solution;
  }

  v1::ProgrammeSolution NotFound() const {
    v1::ProgrammeSolution solution;
    solution.set_outcome(v1::SOLVE_OUTCOME_NOT_FOUND);
    *solution.mutable_progress() = progress_.Now();
    return solution;
  }

  v1::ProgrammeSolution Infeasible(const Proof& proof) {
    v1::ProgrammeSolution solution;
    solution.set_outcome(v1::SOLVE_OUTCOME_INFEASIBLE);
    *solution.mutable_infeasibility() =
        ExplainInfeasible(problem_, proof.suspects, effort_, budget_);
    *solution.mutable_progress() = progress_.Now();
    return solution;
  }

  const v1::ProgrammeProblem& problem_;
  const SolveControl& control_;
  Budget budget_;
  Progress progress_;
  std::optional<int64_t> best_cost_;
  ProofEffort effort_;
};

}  // namespace

absl::StatusOr<v1::ProgrammeSolution> SolveProgramme(const v1::ProgrammeProblem& problem,
                                                     const SolveControl& control) {
  if (const absl::Status status = ValidateProgramme(problem); !status.ok()) return status;
  return Solver(problem, control).Solve();
}

}  // namespace peerchallenge::scheduling::planning

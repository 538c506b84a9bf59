#include "services/scheduling/planning/programme.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning/programme/anneal.h"
#include "services/scheduling/planning/programme/conflict.h"
#include "services/scheduling/planning/programme/exact.h"
#include "services/scheduling/planning/programme/lower_bound.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/programme/proof.h"
#include "services/scheduling/planning/programme/remedies.h"
#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/crew.h"
#include "services/scheduling/planning/search/progress.h"
#include "services/scheduling/planning/validate.h"

namespace peerchallenge::scheduling::planning {
namespace {

using Verdict = Proof::Verdict;

// Each deeper proof may take twice the work of the one before, up to this much.
constexpr int64_t kMostProofWork = 1'000'000'000;
// Annealing before the exact search, per pair of reviews.
constexpr int64_t kStepsPerPair = 400;
constexpr int64_t kMostFirstSteps = 2'000'000;
// Above this many reviews the exact search's bound takes so long that a quick one comes first.
constexpr int kManyReviews = 20;
constexpr int kQuickBoundRounds = 250;
// How far its prices are trusted, in cost units.
constexpr double kQuickBoundRadius = 5;
// Annealing steps per step's worth of work on the quick bound.
constexpr int64_t kSearchShare = 4;

// One search for a programme: proofs first, then rounds of annealing, and deeper proofs after each
// round that found no plan; once there is a plan, the exact search takes over, or, where the
// problem is too large for it, annealing goes on with work on a quick bound in between. What is
// done, and in which order, depends on the number of steps only, never on the clock.
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
    Annealer annealer(model, control_.seed, control_.step_limit, budget_, Watch());
    bool more = true;
    while (more && !annealer.best().plan.has_value()) {
      more = annealer.Round();
      if (annealer.best().plan.has_value()) break;
      const Proof proof = ProveDeeply(model, effort_, budget_);
      if (proof.verdict == Verdict::kInfeasible) return Infeasible(proof);
      if (proof.verdict == Verdict::kFeasible) annealer.Adopt(*proof.plan);
      RaiseEffort();
    }
    if (!annealer.best().plan.has_value()) return NotFound();
    // The larger the problem, the longer the bound takes: until then a good plan is worth having.
    const int64_t enough =
        std::min(kMostFirstSteps, kStepsPerPair * model.ReviewCount() * model.ReviewCount());
    do {
      more = more && annealer.Round();
    } while (more && annealer.steps() < enough);
    Best best = annealer.best();
    LinkPrices start;
    double radius = ExactSearch::kFirstRadius;
    if (more && model.ReviewCount() > kManyReviews) {
      start = BoundQuickly(model, best.cost);
      radius = kQuickBoundRadius;
    }
    if (more && ExactSearch::CanTake(model)) {
      Crew crew(Crew::SizeFor(control_.threads));
      ExactSearch exact(model, {best, {}, std::move(start), radius}, control_.seed, budget_, crew,
                        WatchExact(annealer));
      exact.Run();
      best = exact.best();
      bound_ = std::max(bound_, exact.bound());
    } else if (more) {
      quick_bound_.emplace(model);
    }
    // Only where the exact search cannot work or gave up; otherwise a hook ends this at once.
    while (more && !Ended(best)) {
      more = annealer.Round();
      if (annealer.best().cost < best.cost) best = annealer.best();
    }
    steps_ = annealer.steps();
    progress_.SetSteps(steps_ + exact_steps_);
    return Found(model, *best.plan, bound_);
  }

  // A weak bound at once, where a good one takes long, and prices for it to start from.
  LinkPrices BoundQuickly(const Model& model, int64_t cost) {
    LowerBound bound(model);
    for (int i = 0; i < kQuickBoundRounds && !Tick(); ++i) bound.Improve(cost, budget_);
    bound_ = std::max(bound_, bound.value());
    progress_.SetBound(bound_);
    return bound.link_prices();
  }

  void RaiseEffort() {
    if (effort_.search_nodes > kMostProofWork / 2) return;
    effort_.search_nodes *= 2;
    effort_.price_work *= 2;
  }

  bool Ended(const Best& best) { return budget_.Spent() || bound_ >= best.cost || OutOfSteps(); }

  bool OutOfSteps() const {
    return control_.step_limit > 0 && steps_ + exact_steps_ >= control_.step_limit;
  }

  // Keeps the progress up to date while the annealer runs, and ends it in time.
  Annealer::Hooks Watch() {
    Annealer::Hooks hooks;
    hooks.on_improvement = [this](const Best& best) {
      annealed_cost_ = best.cost;
      progress_.SetCost(best.cost);
    };
    hooks.on_tick = [this](int64_t steps) {
      steps_ = steps;
      if (quick_bound_.has_value()) ImproveQuickBound(steps);
      return Tick() || (quick_bound_.has_value() && bound_ >= annealed_cost_);
    };
    return hooks;
  }

  void ImproveQuickBound(int64_t steps) {
    if (steps < next_bound_step_) return;
    next_bound_step_ = std::max(next_bound_step_, steps - Annealer::kTickSteps) +
                       kSearchShare * quick_bound_->StepsWorth();
    quick_bound_->Improve(annealed_cost_, budget_);
    bound_ = std::max(bound_, quick_bound_->value());
    progress_.SetBound(bound_);
  }

  ExactSearch::Hooks WatchExact(Annealer& annealer) {
    ExactSearch::Hooks hooks;
    hooks.on_improvement = [this](const Best& best) { progress_.SetCost(best.cost); };
    hooks.on_tick = [this](int64_t work, int64_t bound) {
      exact_steps_ = work;
      progress_.SetBound(std::max(bound_, bound));
      return Tick();
    };
    hooks.polish = [&annealer](const Plan& draft) {
      annealer.Polish(draft);
      return annealer.best();
    };
    return hooks;
  }

  bool Tick() {
    progress_.SetSteps(steps_ + exact_steps_);
    progress_.Tell();
    return budget_.Spent() || OutOfSteps();
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
    if (control_.explaining != Explaining::kNothing) Explain(proof.suspects, solution);
    *solution.mutable_progress() = progress_.Now();
    return solution;
  }

  void Explain(const std::vector<int>& suspects, v1::ProgrammeSolution& solution) {
    const Conflicts<Fact> conflicts = FindConflicts(problem_, suspects, effort_, budget_);
    v1::InfeasibilityReport& report = *solution.mutable_infeasibility();
    report = Report(problem_, conflicts);
    if (control_.explaining != Explaining::kRelaxations) return;
    const auto solve = [](const v1::ProgrammeProblem& changed, const SolveControl& control) {
      auto solved = Solver(changed, control).Solve();
      return solved.ok() ? *std::move(solved) : v1::ProgrammeSolution();
    };
    AddRelaxations(problem_, conflicts, solve, control_, budget_.Elapsed(), report);
  }

  const v1::ProgrammeProblem& problem_;
  const SolveControl& control_;
  Budget budget_;
  Progress progress_;
  int64_t steps_ = 0;        // of the annealer
  int64_t exact_steps_ = 0;  // of the exact search
  int64_t bound_ = 0;
  int64_t annealed_cost_ = 0;  // of the annealer's best plan, once there is one
  std::optional<LowerBound> quick_bound_;
  int64_t next_bound_step_ = 0;
  ProofEffort effort_;
};

}  // namespace

absl::StatusOr<v1::ProgrammeSolution> SolveProgramme(const v1::ProgrammeProblem& problem,
                                                     const SolveControl& control) {
  if (const absl::Status status = ValidateProgramme(problem); !status.ok()) return status;
  return Solver(problem, control).Solve();
}

}  // namespace peerchallenge::scheduling::planning

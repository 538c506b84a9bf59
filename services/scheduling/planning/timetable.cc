#include "services/scheduling/planning/timetable.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>
#include <vector>

#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/crew.h"
#include "services/scheduling/planning/search/progress.h"
#include "services/scheduling/planning/timetable/anneal.h"
#include "services/scheduling/planning/timetable/conflict.h"
#include "services/scheduling/planning/timetable/lower_bound.h"
#include "services/scheduling/planning/timetable/model.h"
#include "services/scheduling/planning/timetable/proof.h"
#include "services/scheduling/planning/timetable/remedies.h"
#include "services/scheduling/planning/timetable_check.h"
#include "services/scheduling/planning/timetable_validate.h"

namespace peerchallenge::scheduling::planning {
namespace {

using timetable::Annealer;
using timetable::Model;
using timetable::Plan;
using timetable::Proof;

// A round of complete searches may take twice the work of the one before, up to this much.
constexpr int64_t kMostWork = 10'000'000'000;

// Search steps of the walk that works on the bound, per step's worth of that work.
constexpr int64_t kSearchShare = 2;

// One search for a timetable: proofs first, then rounds of search, and deeper proofs after each
// round that placed not all mandatory sessions. What is done, and in which order, depends on the
// number of steps only, never on the clock.
class Solver {
 public:
  Solver(const v1::TimetableProblem& problem, const SolveControl& control)
      : problem_(problem),
        control_(control),
        budget_(control.time_limit, control.stop),
        progress_(budget_, control.on_progress) {}

  absl::StatusOr<v1::TimetableSolution> Solve() {
    const std::optional<Model> model = BuildModel(problem_, timetable::Relaxation(), budget_);
    if (!model.has_value()) return NotFound();
    const Model core = Core(*model);
    const Proof counted = ProveByCounting(core, budget_);
    if (counted.verdict == Proof::Verdict::kInfeasible) return Infeasible(counted);
    if (model->sessions.empty()) return Found(*model, Plan(), model->fixed_cost);
    return budget_.Spent() ? NotFound() : Search(*model, core);
  }

 private:
  absl::StatusOr<v1::TimetableSolution> Search(const Model& model, const Model& core) {
    Crew crew(Crew::SizeFor(control_.threads));
    timetable::LowerBound bound(model, budget_);
    Annealer annealer(model, control_.seed, control_.step_limit, budget_, crew, Watch(bound));
    for (bool more = true; more;) {
      more = annealer.Round();
      if (annealer.best().plan.has_value()) continue;
      const Proof proof = ProveDeeply(model, core, annealer.ByDifficulty());
      if (proof.verdict == Proof::Verdict::kInfeasible) return Infeasible(proof);
    }
    progress_.SetSteps(annealer.steps());
    if (!annealer.best().plan.has_value()) return NotFound();
    return Found(model, *annealer.best().plan, bound.value());
  }

  // Complete search over ever more of the mandatory sessions, the hardest first: two that cannot
  // both be placed are found among thousands of ways to place the others.
  Proof ProveDeeply(const Model& model, const Model& core, const std::vector<int>& by_difficulty) {
    std::vector<int> in_core(model.sessions.size(), -1);
    int next = 0;
    for (int s = 0; s < model.SessionCount(); ++s) {
      if (model.Session(s).mandatory) in_core[static_cast<size_t>(s)] = next++;
    }
    std::vector<int> order;
    for (const int s : by_difficulty) {
      if (model.Session(s).mandatory) order.push_back(in_core[static_cast<size_t>(s)]);
    }
    work_limit_ = std::min(kMostWork, 2 * work_limit_);
    for (size_t count = 1; !budget_.Spent(); count *= 2) {
      const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
      Proof proof = ProveBySearch(core, std::vector<int>(order.begin(), end), work_limit_, budget_);
      if (proof.verdict == Proof::Verdict::kInfeasible) return proof;
      if (count >= order.size()) break;
    }
    return {};
  }

  // Keeps the progress up to date while the annealer runs, and spends a share of one walk's work on
  // the bound; ends the search when the best timetable is proven optimal.
  Annealer::Hooks Watch(timetable::LowerBound& bound) {
    Annealer::Hooks hooks;
    hooks.on_tick = [this](int64_t steps, const std::optional<int64_t>& cost) {
      progress_.SetSteps(steps);
      if (cost.has_value()) progress_.SetCost(*cost);
      progress_.SetBound(bound_);
      progress_.Tell();
    };
    hooks.beside = [this, &bound, owed = int64_t{0}](int64_t steps, int64_t cost,
                                                     Budget& budget) mutable {
      owed += steps;
      if (owed >= kSearchShare * bound.StepsWorth()) {
        owed -= kSearchShare * bound.StepsWorth();
        bound.Improve(cost, budget);
        bound_ = bound.value();
      }
      return bound.value() >= cost;
    };
    return hooks;
  }

  absl::StatusOr<v1::TimetableSolution> Found(const Model& model, const Plan& found,
                                              int64_t bound) {
    v1::TimetableSolution solution;
    v1::Timetable& plan = *solution.mutable_timetable();
    plan = ToMessage(problem_, model, found);
    // Judged by code that shares nothing with the search: a wrong timetable is never returned.
    const TimetableCheck check = CheckTimetable(problem_, plan);
    if (!check.violations.empty() || check.cost < bound) {
      return absl::InternalError("the planner made a timetable that its checker rejects");
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

  v1::TimetableSolution NotFound() const {
    v1::TimetableSolution solution;
    solution.set_outcome(v1::SOLVE_OUTCOME_NOT_FOUND);
    *solution.mutable_progress() = progress_.Now();
    return solution;
  }

  v1::TimetableSolution Infeasible(const Proof& proof) {
    v1::TimetableSolution solution;
    solution.set_outcome(v1::SOLVE_OUTCOME_INFEASIBLE);
    if (control_.explaining != Explaining::kNothing) Explain(proof.suspects, solution);
    *solution.mutable_progress() = progress_.Now();
    return solution;
  }

  void Explain(const std::vector<int>& suspects, v1::TimetableSolution& solution) {
    const auto conflicts = timetable::FindConflicts(problem_, suspects, work_limit_, budget_);
    v1::InfeasibilityReport& report = *solution.mutable_infeasibility();
    report = timetable::Report(problem_, conflicts);
    if (control_.explaining != Explaining::kRelaxations) return;
    const auto solve = [](const v1::TimetableProblem& changed, const SolveControl& control) {
      auto solved = Solver(changed, control).Solve();
      return solved.ok() ? *std::move(solved) : v1::TimetableSolution();
    };
    timetable::AddRelaxations(problem_, conflicts, solve, control_, budget_.Elapsed(), report);
  }

  const v1::TimetableProblem& problem_;
  const SolveControl& control_;
  Budget budget_;
  Progress progress_;
  std::atomic<int64_t> bound_ = 0;
  int64_t work_limit_ = 100'000;  // of one complete search
};

}  // namespace

absl::StatusOr<v1::TimetableSolution> SolveTimetable(const v1::TimetableProblem& problem,
                                                     const SolveControl& control) {
  if (const absl::Status status = ValidateTimetable(problem); !status.ok()) return status;
  return Solver(problem, control).Solve();
}

}  // namespace peerchallenge::scheduling::planning

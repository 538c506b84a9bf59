#include "services/scheduling/planning/programme/remedies.h"

#include <cstdint>
#include <utility>

#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning/programme/change.h"
#include "services/scheduling/planning/programme/openings.h"
#include "services/scheduling/planning/search/remedy_search.h"

namespace peerchallenge::scheduling::planning {
namespace {

// For a region: enough for any plan, for a near bound and a fair plan, and for the best plan.
constexpr int64_t kPlanSteps = 40'000;
constexpr int64_t kBoundSteps = 1'600'000;
constexpr int64_t kCostSteps = 6'000'000;
constexpr absl::Duration kLongest = absl::Seconds(3);

// Programmes, for RemedySearch.
struct ProgrammeKind {
  static constexpr char kPlan[] = "plan";
  using Problem = v1::ProgrammeProblem;
  using Solution = v1::ProgrammeSolution;
  using Plan = v1::ProgrammePlan;
  using Fact = planning::Fact;
  using Change = planning::Change;

  static constexpr auto OpeningsFor = planning::OpeningsFor;
  static constexpr auto Changed = planning::Changed;
  static constexpr auto ChangesFor = planning::ChangesFor;
  static constexpr auto Check = CheckProgramme;
  static const Plan* PlanOf(const Solution& solution) {
    return solution.has_plan() ? &solution.plan() : nullptr;
  }
  static bool LeavesOut(const Change& change) { return change.kind == ChangeKind::kLeaveOut; }
  static v1::ConflictElement Describe(const Problem& problem, const Change& change) {
    return planning::Describe(problem, change);
  }
};

}  // namespace

void AddRelaxations(const v1::ProgrammeProblem& problem, const Conflicts<Fact>& conflicts,
                    const std::function<v1::ProgrammeSolution(const v1::ProgrammeProblem&,
                                                              const SolveControl&)>& solve,
                    const SolveControl& control, absl::Duration elapsed,
                    v1::InfeasibilityReport& report) {
  // Larger programmes take longer, in about that proportion.
  const int64_t size = 1 + problem.reviews_size() / 20;
  RemedyEffort effort;
  effort.plan_steps = kPlanSteps * size;
  effort.cost_steps = {kBoundSteps * size, kCostSteps * size};
  effort.longest = kLongest * size;
  effort.left = control.time_limit - elapsed;
  effort.step_limit = control.step_limit;
  effort.stop = control.stop;
  RemedySearch<ProgrammeKind> search(problem, solve, std::move(effort));
  search.Find(conflicts);
  search.Tell(report);
}

}  // namespace peerchallenge::scheduling::planning

#include "services/scheduling/planning/timetable/remedies.h"

#include <cstdint>
#include <utility>

#include "services/scheduling/planning/search/remedy_search.h"
#include "services/scheduling/planning/timetable/change.h"
#include "services/scheduling/planning/timetable/openings.h"
#include "services/scheduling/planning/timetable_check.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

// Enough for a timetable of some forty sessions, for a fair one and for a good one.
constexpr int64_t kPlanSteps = 15'000;
constexpr int64_t kFairSteps = 100'000;
constexpr int64_t kCostSteps = 1'000'000;
constexpr absl::Duration kLongest = absl::Seconds(3);

// Timetables, for RemedySearch.
struct TimetableKind {
  static constexpr char kPlan[] = "timetable";
  using Problem = v1::TimetableProblem;
  using Solution = v1::TimetableSolution;
  using Plan = v1::Timetable;
  using Fact = timetable::Fact;
  using Change = timetable::Change;

  static constexpr auto OpeningsFor = timetable::OpeningsFor;
  static constexpr auto Changed = timetable::Changed;
  static constexpr auto ChangesFor = timetable::ChangesFor;
  static constexpr auto Check = CheckTimetable;
  static const Plan* PlanOf(const Solution& solution) {
    return solution.has_timetable() ? &solution.timetable() : nullptr;
  }
  // What a session that is left out costs is in the cost.
  static bool LeavesOut(const Change&) { return false; }
  static v1::ConflictElement Describe(const Problem& problem, const Change& change) {
    return timetable::Describe(problem, change);
  }
};

}  // namespace

void AddRelaxations(const v1::TimetableProblem& problem, const Conflicts<Fact>& conflicts,
                    const std::function<v1::TimetableSolution(const v1::TimetableProblem&,
                                                              const SolveControl&)>& solve,
                    const SolveControl& control, absl::Duration elapsed,
                    v1::InfeasibilityReport& report) {
  RemedyEffort effort;
  effort.plan_steps = kPlanSteps;
  effort.cost_steps = {kFairSteps, kCostSteps};
  effort.longest = kLongest;
  effort.left = control.time_limit - elapsed;
  effort.step_limit = control.step_limit;
  effort.stop = control.stop;
  RemedySearch<TimetableKind> search(problem, solve, std::move(effort));
  search.Find(conflicts);
  search.Tell(report);
}

}  // namespace peerchallenge::scheduling::planning::timetable

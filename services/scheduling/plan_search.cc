#include "services/scheduling/plan_search.h"

#include <utility>

namespace peerchallenge::scheduling {
namespace {

v1::Plan::State StateOf(SearchEnd::Kind kind) {
  switch (kind) {
    case SearchEnd::Kind::kSolved:
      return v1::Plan::STATE_SUCCEEDED;
    case SearchEnd::Kind::kInfeasible:
      return v1::Plan::STATE_INFEASIBLE;
    case SearchEnd::Kind::kNotFound:
      return v1::Plan::STATE_NOT_FOUND;
    case SearchEnd::Kind::kCancelled:
      return v1::Plan::STATE_CANCELLED;
    case SearchEnd::Kind::kInterrupted:
      return v1::Plan::STATE_INTERRUPTED;
    case SearchEnd::Kind::kFailed:
      return v1::Plan::STATE_FAILED;
  }
  return v1::Plan::STATE_FAILED;
}

}  // namespace

absl::StatusOr<Solved> PlanSearch::SolveProblem(const v1::ProgrammeProblem& problem,
                                                const planning::SolveControl& control) const {
  auto solution = solvers_.programme(problem, control);
  if (!solution.ok()) return solution.status();
  Solved solved{.outcome = solution->outcome(), .progress = solution->progress(), .solution = {}};
  solved.solution = std::make_shared<v1::ProgrammeSolution>(*std::move(solution));
  return solved;
}

absl::Status PlanSearch::SetEnd(storage::Transaction&, const SearchEnd& end, v1::Plan& plan) const {
  plan.set_state(StateOf(end.kind));
  if (end.solved) {
    *plan.mutable_solution() = static_cast<const v1::ProgrammeSolution&>(*end.solved->solution);
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::scheduling

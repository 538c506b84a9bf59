#include "services/scheduling/visits/build_search.h"

#include <utility>

#include "common/validation/resource_name.h"
#include "services/scheduling/visits/conflict_text.h"
#include "services/scheduling/visits/timetable_changes.h"
#include "services/scheduling/visits/timetable_problem.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {
namespace {

using validation::IdOf;
using validation::ParentOf;

v1::Build::State StateOf(SearchEnd::Kind kind) {
  switch (kind) {
    case SearchEnd::Kind::kSolved:
      return v1::Build::STATE_SUCCEEDED;
    case SearchEnd::Kind::kInfeasible:
      return v1::Build::STATE_INFEASIBLE;
    case SearchEnd::Kind::kNotFound:
      return v1::Build::STATE_NOT_FOUND;
    case SearchEnd::Kind::kCancelled:
      return v1::Build::STATE_CANCELLED;
    case SearchEnd::Kind::kInterrupted:
      return v1::Build::STATE_INTERRUPTED;
    case SearchEnd::Kind::kFailed:
      return v1::Build::STATE_FAILED;
  }
  return v1::Build::STATE_FAILED;
}

absl::StatusOr<Changes> ChangesOf(storage::Transaction& tx, const Store& store,
                                  const v1::Build& build) {
  if (build.base_timetable().empty() || !build.has_timetable()) return Changes();
  auto review = store.reviews.Get(tx, ParentOf(build.name()));
  if (!review.ok()) return review.status();
  auto visit = LoadVisit(tx, store, *review);
  if (!visit.ok()) return visit.status();
  auto base = store.timetables.Get(tx, build.base_timetable());
  if (!base.ok()) return base.status();
  Changes changes = DiffTimetables(*visit, base->timetable(), build.timetable());
  SetCause(Cause("BUILD", IdOf(build.name()), "", "the visit was built anew"), changes);
  return changes;
}

}  // namespace

absl::StatusOr<Solved> SolveVisit(const Solvers& solvers, const v1::TimetableProblem& problem,
                                  const planning::SolveControl& control) {
  auto solution = solvers.timetable(problem, control);
  if (!solution.ok()) return solution.status();
  if (solution->has_timetable()) RemoveClosedVenues(*solution->mutable_timetable());
  if (solution->has_infeasibility()) Translate(problem, *solution->mutable_infeasibility());
  Solved solved{.outcome = solution->outcome(), .progress = solution->progress(), .solution = {}};
  solved.solution = std::make_shared<v1::TimetableSolution>(*std::move(solution));
  return solved;
}

absl::Status BuildSearch::SetEnd(storage::Transaction& tx, const SearchEnd& end,
                                 v1::Build& build) const {
  build.set_state(StateOf(end.kind));
  if (!end.solved) return absl::OkStatus();
  const auto& solution = static_cast<const v1::TimetableSolution&>(*end.solved->solution);
  if (solution.has_timetable()) *build.mutable_timetable() = solution.timetable();
  if (end.kind == SearchEnd::Kind::kInfeasible) {
    *build.mutable_infeasibility() = solution.infeasibility();
  }
  auto changes = ChangesOf(tx, context().store, build);
  if (!changes.ok()) return changes.status();
  *build.mutable_changes() = *std::move(changes);
  return absl::OkStatus();
}

}  // namespace peerchallenge::scheduling

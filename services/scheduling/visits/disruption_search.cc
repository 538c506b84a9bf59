#include "services/scheduling/visits/disruption_search.h"

#include <algorithm>
#include <utility>

#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/scheduling/visits/build_search.h"
#include "services/scheduling/visits/causes.h"
#include "services/scheduling/visits/disruption_events.h"
#include "services/scheduling/visits/timetable_changes.h"
#include "services/scheduling/visits/timetable_judge.h"
#include "services/scheduling/visits/timetable_problem.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::util::TimeUtil;
using validation::ParentOf;

v1::Disruption::State StateOf(SearchEnd::Kind kind) {
  switch (kind) {
    case SearchEnd::Kind::kSolved:
      return v1::Disruption::STATE_PROPOSED;
    case SearchEnd::Kind::kInfeasible:
      return v1::Disruption::STATE_INFEASIBLE;
    case SearchEnd::Kind::kNotFound:
      return v1::Disruption::STATE_NOT_FOUND;
    case SearchEnd::Kind::kCancelled:  // by a rejection, which has set the state already
    case SearchEnd::Kind::kInterrupted:
      return v1::Disruption::STATE_INTERRUPTED;
    case SearchEnd::Kind::kFailed:
      return v1::Disruption::STATE_FAILED;
  }
  return v1::Disruption::STATE_FAILED;
}

// Fills in the proposal and what it changes; it is outdated where the timetable has changed.
absl::Status Propose(storage::Transaction& tx, const Store& store, const v1::Timetable& proposal,
                     v1::Disruption& disruption) {
  auto review = store.reviews.Get(tx, ParentOf(disruption.name()));
  if (!review.ok()) return review.status();
  auto visit = LoadVisit(tx, store, *review);
  if (!visit.ok()) return visit.status();
  *disruption.mutable_proposal() = proposal;
  if (!visit->in_force || visit->in_force->name() != disruption.base_timetable()) {
    disruption.set_state(v1::Disruption::STATE_OUTDATED);
    return absl::OkStatus();
  }
  const absl::Time freeze = FreezeOf(*visit, disruption);
  ApplyEvents(disruption, freeze, *visit);
  const TimetableJudge judge(*visit, BuildDisruptionProblem(*visit, disruption));
  const v1::Timetable& before = visit->in_force->timetable();
  Changes changes = DiffTimetables(*visit, before, proposal);
  ExplainChanges(*visit, disruption, freeze, judge, before, proposal, changes);
  *disruption.mutable_changes() = std::move(changes);
  return absl::OkStatus();
}

}  // namespace

absl::Time FreezeOf(const Visit& visit, const v1::Disruption& disruption) {
  const absl::Time freeze =
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(disruption.freeze_time()));
  return BegunBy(visit, freeze);
}

v1::TimetableProblem BuildDisruptionProblem(const Visit& visit, const v1::Disruption& disruption) {
  v1::TimetableProblem problem = BuildTimetableProblem(
      visit, {.freeze = FreezeOf(visit, disruption), .close_past = true, .with_incumbent = true});
  const auto added = AddedSessions(disruption);
  for (v1::TimetableSession& session : *problem.mutable_sessions()) {
    if (std::find(added.begin(), added.end(), session.id()) != added.end()) {
      session.set_mandatory(true);
    }
  }
  return problem;
}

absl::StatusOr<Solved> DisruptionSearch::SolveProblem(const v1::TimetableProblem& problem,
                                                      const planning::SolveControl& control) const {
  return SolveVisit(solvers_, problem, control);
}

absl::Status DisruptionSearch::SetEnd(storage::Transaction& tx, const SearchEnd& end,
                                      v1::Disruption& disruption) const {
  disruption.set_state(StateOf(end.kind));
  if (!end.solved) return absl::OkStatus();
  const auto& solution = static_cast<const v1::TimetableSolution&>(*end.solved->solution);
  if (end.kind == SearchEnd::Kind::kInfeasible) {
    *disruption.mutable_infeasibility() = solution.infeasibility();
  }
  if (end.kind != SearchEnd::Kind::kSolved) return absl::OkStatus();
  return Propose(tx, context().store, solution.timetable(), disruption);
}

}  // namespace peerchallenge::scheduling

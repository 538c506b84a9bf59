#pragma once

#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/search_kind.h"
#include "services/scheduling/solvers.h"
#include "services/scheduling/visits/visit.h"

namespace peerchallenge::scheduling {

// The problem that a disruption's search is about: the visit as its events leave it (in `visit`, as
// ApplyEvents gives it), with what begins before the freeze held and added sessions mandatory.
v1::TimetableProblem BuildDisruptionProblem(const Visit& visit, const v1::Disruption& disruption);

// The moment before which the disruption leaves everything as it is; infinite past where nothing of
// the visit has begun and no moment of the visit was asked for.
absl::Time FreezeOf(const Visit& visit, const v1::Disruption& disruption);

// Searches that fill disruptions with proposals.
class DisruptionSearch final : public ResourceSearch<v1::Disruption, v1::TimetableProblem> {
 public:
  // `solvers` outlives it.
  DisruptionSearch(const Context& context, const Solvers& solvers)
      : ResourceSearch(context, context.store.disruptions), solvers_(solvers) {}

 private:
  // They tell what happened to a visit.
  bool MayGo(const v1::Disruption&) const override { return false; }
  absl::StatusOr<Solved> SolveProblem(const v1::TimetableProblem& problem,
                                      const planning::SolveControl& control) const override;
  absl::Status SetEnd(storage::Transaction& tx, const SearchEnd& end,
                      v1::Disruption& disruption) const override;

  const Solvers& solvers_;
};

}  // namespace peerchallenge::scheduling

#pragma once

#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/search_kind.h"
#include "services/scheduling/solvers.h"

namespace peerchallenge::scheduling {

// Solves a visit's problem (timetable_problem.h); closed venues are taken out of the answer, a
// v1::TimetableSolution.
absl::StatusOr<Solved> SolveVisit(const Solvers& solvers, const v1::TimetableProblem& problem,
                                  const planning::SolveControl& control);

// Searches that fill builds.
class BuildSearch final : public ResourceSearch<v1::Build, v1::TimetableProblem> {
 public:
  // `solvers` outlives it.
  BuildSearch(const Context& context, const Solvers& solvers)
      : ResourceSearch(context, context.store.builds), solvers_(solvers) {}

 private:
  bool MayGo(const v1::Build& build) const override {
    return build.state() != v1::Build::STATE_RUNNING && !build.has_adopt_time();
  }
  absl::StatusOr<Solved> SolveProblem(const v1::TimetableProblem& problem,
                                      const planning::SolveControl& control) const override {
    return SolveVisit(solvers_, problem, control);
  }
  absl::Status SetEnd(storage::Transaction& tx, const SearchEnd& end,
                      v1::Build& build) const override;

  const Solvers& solvers_;
};

}  // namespace peerchallenge::scheduling

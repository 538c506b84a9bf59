#pragma once

#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/search_kind.h"

namespace peerchallenge::scheduling {

// Solves a visit's problem (timetable_problem.h); closed venues are taken out of the answer, a
// v1::TimetableSolution.
absl::StatusOr<Solved> SolveVisit(const v1::TimetableProblem& problem,
                                  const planning::SolveControl& control);

// Searches that fill builds.
class BuildSearch final : public ResourceSearch<v1::Build, v1::TimetableProblem> {
 public:
  explicit BuildSearch(const Context& context) : ResourceSearch(context, context.store.builds) {}

 private:
  absl::StatusOr<Solved> SolveProblem(const v1::TimetableProblem& problem,
                                      const planning::SolveControl& control) const override {
    return SolveVisit(problem, control);
  }
  absl::Status SetEnd(storage::Transaction& tx, const SearchEnd& end,
                      v1::Build& build) const override;
};

}  // namespace peerchallenge::scheduling

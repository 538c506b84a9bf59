#pragma once

#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "services/scheduling/search_kind.h"
#include "services/scheduling/solvers.h"

namespace peerchallenge::scheduling {

// Searches that fill plans of programmes.
class PlanSearch final : public ResourceSearch<v1::Plan, v1::ProgrammeProblem> {
 public:
  // `solvers` outlives it.
  PlanSearch(const Context& context, const Solvers& solvers)
      : ResourceSearch(context, context.store.plans), solvers_(solvers) {}

 private:
  bool MayGo(const v1::Plan& plan) const override {
    return plan.state() != v1::Plan::STATE_RUNNING && !plan.has_adopt_time();
  }
  absl::StatusOr<Solved> SolveProblem(const v1::ProgrammeProblem& problem,
                                      const planning::SolveControl& control) const override;
  absl::Status SetEnd(storage::Transaction& tx, const SearchEnd& end,
                      v1::Plan& plan) const override;

  const Solvers& solvers_;
};

}  // namespace peerchallenge::scheduling

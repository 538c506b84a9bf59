#pragma once

#include <string>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "services/scheduling/planning/check.h"

// What a plan would be worth with one thing changed and everything else as it is.
namespace peerchallenge::scheduling {

// One change of a plan, judged.
struct Alternative {
  // Rules that the changed plan breaks and the plan does not.
  std::vector<planning::Violation> violations;
  int64_t cost_change = 0;
  v1::ProgrammeCostItems cost_items_change;
};

// Judges changes of one plan; `problem` must be valid (planning/validate.h) and outlive the judge.
class AlternativeJudge {
 public:
  AlternativeJudge(const v1::ProgrammeProblem& problem, v1::ProgrammePlan plan);

  // The plan with one review's entry replaced, or added where the plan has none.
  Alternative With(const v1::PlannedReview& entry) const;

  // What the plan costs.
  int64_t cost() const { return base_.cost; }

  // The plan's entry of a review; an empty entry with its id where there is none.
  v1::PlannedReview EntryOf(const std::string& review) const;

 private:
  const v1::ProgrammeProblem& problem_;
  v1::ProgrammePlan plan_;
  planning::ProgrammeCheck base_;
};

// The entry with one member replaced by another, who also leads if the other did; with an empty
// `leaving` one member more, with an empty `joining` one less.
v1::PlannedReview Swap(v1::PlannedReview entry, const std::string& leaving,
                       const std::string& joining);

}  // namespace peerchallenge::scheduling

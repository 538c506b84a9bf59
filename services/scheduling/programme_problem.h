#pragma once

#include <functional>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning_inputs.h"

// From the directory and the reviews to a planning problem, and back. In a problem, ids of reviews
// and people are the last parts of their names, those of authorities GSS codes, those of weeks ISO
// weeks ("2012-W28").
namespace peerchallenge::scheduling {

// Which reviews a problem leaves open, and from what they start.
struct ProblemOptions {
  // Whether a review of the programme is still to be planned; the other planned ones are facts.
  std::function<bool(const v1::Review&)> is_open;
  // Whether open reviews that have a week and a team already make the incumbent.
  bool with_incumbent = true;
};

// Open reviews ask for a week and a team. Reviews of the programme that are planned and not open
// enter pinned, with what they have, unless they break a rule by themselves; those, and reviews of
// other programmes, only take their people's time. The result is valid (planning/validate.h) as
// long as the inputs were checked when they were stored.
v1::ProgrammeProblem BuildProblem(const PlanningInputs& inputs, const ProblemOptions& options);

// The facts of a problem as a plan: the pinned reviews with their week and team.
v1::ProgrammePlan FactsOf(const PlanningInputs& inputs, const v1::ProgrammeProblem& problem);

// A review's week, lead and active members as an entry of a plan; empty where it has none.
v1::PlannedReview EntryOf(const v1::Review& review);

// Writes a plan's entry into the review: dates and team, in which those who stay and do not lead
// keep their duty. The entry's week must have a run of visit days.
void Apply(const PlanningInputs& inputs, const v1::PlannedReview& entry, v1::Review& review);

}  // namespace peerchallenge::scheduling

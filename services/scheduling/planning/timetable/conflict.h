#pragma once

#include <cstdint>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning::timetable {

// Explains a problem that is proven infeasible: facts and rules that cannot all hold together,
// reduced by dropping what the proof does not need. `suspects` are the positions in the problem of
// sessions that the proof showed to be enough; `work_limit` is what a search for
// them took at most.
//
// When the budget runs out, what is left by then is returned; it is a conflict all the same.
v1::InfeasibilityReport ExplainInfeasible(const v1::TimetableProblem& problem,
                                          const std::vector<int>& suspects, int64_t work_limit,
                                          Budget& budget);

}  // namespace peerchallenge::scheduling::planning::timetable

#pragma once

#include <cstdint>
#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/conflict_search.h"
#include "services/scheduling/planning/timetable/relaxation.h"

namespace peerchallenge::scheduling::planning::timetable {

// Finds why a problem that is proven infeasible is so (see ConflictSearch). `suspects` are the
// positions in the problem of sessions that the proof showed to be enough. `work_limit` is that of
// each complete search.
Conflicts<Fact> FindConflicts(const v1::TimetableProblem& problem, const std::vector<int>& suspects,
                              int64_t work_limit, Budget& budget);

// The conflicts in words.
v1::InfeasibilityReport Report(const v1::TimetableProblem& problem,
                               const Conflicts<Fact>& conflicts);

}  // namespace peerchallenge::scheduling::planning::timetable

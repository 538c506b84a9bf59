#pragma once

#include "services/scheduling/planning/programme/state.h"
#include "services/scheduling/planning/search/budget.h"
#include "services/scheduling/planning/search/random.h"

namespace peerchallenge::scheduling::planning {

// Turns a state that holds pinned members only into a first draft, feasible or nearly so: leads
// first, because they bind the most, then weeks, then teams. Ends early when the budget is spent.
void Construct(State& state, Random& random, Budget& budget);

}  // namespace peerchallenge::scheduling::planning

#pragma once

#include <functional>

#include "services/scheduling/planning/programme/generator.h"
#include "services/scheduling/planning/programme/model.h"
#include "services/scheduling/planning/search/budget.h"

namespace peerchallenge::scheduling::planning {

// Choices and prices for a model of many reviews, from those of its halves, each as if it stood
// alone, and theirs from their own halves: near each other people compete, far apart they hardly
// do. Nothing where the model is small enough to start without. `on_work` is told of work done, in
// units of roughly one step of the annealer; true ends the search.
Generator::Start StartFromHalves(const Model& model, Budget& budget,
                                 const std::function<bool(int64_t)>& on_work);

}  // namespace peerchallenge::scheduling::planning

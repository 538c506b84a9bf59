#pragma once

#include <vector>

#include "services/scheduling/planning/programme/linking.h"
#include "services/scheduling/planning/programme/model.h"

namespace peerchallenge::scheduling::planning {

// Some reviews of a model, to be planned while the others stay as they are: a model of its own,
// from which everything is taken that the others use (P2, P6, P7, P11 to P14). A plan of it costs
// what the whole plan with it costs.
struct Part {
  Model model;
  std::vector<int> reviews;  // by review of `model`: the review of the whole model
  std::vector<int> at;       // by review of the whole model: the one of `model`; -1 = stays
};

// The part of `whole` that is made of `reviews`. Of `plan` only the other reviews count; together
// they keep the rules.
Part PartOf(const Model& whole, const Plan& plan, const std::vector<int>& reviews);

// Those of `columns`, choices of the whole model, that are choices of the part too; their reviews
// are numbered as in the part.
std::vector<Column> FittingColumns(const Part& part, const std::vector<Column>& columns);

// Those of `prices` that mean something in the part: prices of links that name no review.
LinkPrices FittingPrices(LinkPrices prices);

// The part's reviews of a whole plan, and the whole plan with those of the part's `plan` instead.
Plan PlanOf(const Part& part, const Plan& whole);
void PutBack(const Part& part, const Plan& plan, Plan& whole);

}  // namespace peerchallenge::scheduling::planning

#pragma once

#include <array>
#include <vector>

#include "services/scheduling/planning/programme/model.h"

namespace peerchallenge::scheduling::planning {

// A part of a model that stands alone: some authorities with the reviews that they host and the
// people that they have.
struct District {
  Model model;
  std::vector<int> reviews;  // by review of the district: that of the whole model
  std::vector<int> people;   // likewise
};

// Cuts a model with reviews at two hosts or more in two, each half of authorities that are near
// each other, about as many reviews in each. What is shared by all is shared out: partners in turn,
// the room in weeks by the number of reviews. So the halves' plans need not make a plan of the
// whole.
std::array<District, 2> Halve(const Model& model);

}  // namespace peerchallenge::scheduling::planning

#pragma once

#include <vector>

#include "services/scheduling/planning/programme/linking.h"
#include "services/scheduling/planning/programme/model.h"

namespace peerchallenge::scheduling::planning {

// The links that a mixture of `columns` breaks: for each review shares of its columns, from 0 to 1.
// `shares`: by column.
std::vector<Link> BrokenLinks(const Model& model, const std::vector<Column>& columns,
                              const std::vector<double>& shares);

// The triples that it breaks most, up to a number that the linear programme bears; none where too
// many reviews and people are of two minds.
std::vector<Link> BrokenTriples(const Model& model, const std::vector<Column>& columns,
                                const std::vector<double>& shares);

}  // namespace peerchallenge::scheduling::planning

#pragma once

#include <vector>

#include "services/recommendations/documents/document.h"

namespace peerchallenge::documents {

// How wide a table's columns are, as shares of its width; together 1. Columns whose texts need less
// than an equal share get what they need, if any other needs more; the others share the rest by
// the length of their longest text.
std::vector<double> ColumnShares(const Table& table);

}  // namespace peerchallenge::documents

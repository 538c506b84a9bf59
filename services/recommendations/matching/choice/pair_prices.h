#pragma once

#include <optional>

#include "common/environment/budget.h"
#include "services/recommendations/matching/choice/instance.h"
#include "services/recommendations/matching/choice/pricing.h"

namespace peerchallenge::recommendations::matching {

// Prices to start from: those of the linear programme over single pairs, which may be chosen in
// part. It knows less than the one over sets (Master), but is solved at once also where an offer
// can serve hundreds of asks. Nothing when the budget is spent or the programme fails.
std::optional<Prices> PairPrices(const Instance& instance, environment::Budget& budget);

}  // namespace peerchallenge::recommendations::matching

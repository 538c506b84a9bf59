#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/evidence/context.h"

namespace peerchallenge::evidence {

// Takes the texts that have changed (of one review, or with an empty name of all) into the index of
// words, a few in each transaction, until none is left. Costs one read where there is none.
absl::Status IndexChangedTexts(const Context& context, const std::string& review,
                               absl::Time deadline);

}  // namespace peerchallenge::evidence

#pragma once

#include "absl/status/status.h"
#include "services/evidence/context.h"

namespace peerchallenge::evidence {

// Sends concerns that nobody has acknowledged in time to the safeguarding contact of their region:
// the contact becomes a reader. To be called about once a second.
absl::Status EscalateOverdueConcerns(const Context& context);

}  // namespace peerchallenge::evidence

#pragma once

#include "absl/status/status.h"
#include "services/scheduling/context.h"

namespace peerchallenge::scheduling {

// Makes unannounced visits known whose release time has come. Until then, also while no server
// runs, they stay hidden: what is seen follows from what is stored, so that watchers and lists
// agree. To be called about once a second.
absl::Status ReleaseDueVisits(const Context& context);

}  // namespace peerchallenge::scheduling

#pragma once

#include "absl/status/statusor.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "services/scheduling/context.h"

namespace peerchallenge::scheduling {

// Stores a new interest, already checked, as declared, and takes its person off every team at its
// authority whose visit has not begun and on whose first day (today, where there is none yet) the
// interest bars. The caller may not know of those reviews, so nothing of what is returned depends
// on them.
absl::StatusOr<v1::Interest> Declare(storage::Transaction& tx, const Context& context,
                                     v1::Interest interest);

}  // namespace peerchallenge::scheduling

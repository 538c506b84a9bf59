#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

// Whether anything of a plan or an action changes by today that has not been written yet.
absl::StatusOr<bool> IsDayPending(storage::Transaction& tx, const Context& context);

// Writes what changes because days have passed in Europe/London (overdue, escalation, figures), a
// few plans and actions in each transaction, until nothing is left; watchers see each change. Costs
// one read where there is nothing.
absl::Status WorkOffDays(const Context& context, absl::Time deadline);

}  // namespace peerchallenge::recommendations

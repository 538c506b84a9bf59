#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/retention.pb.h"
#include "services/evidence/context.h"

// The work of disposal runs. A run is a resource whose records say what it has done with each
// thing, so that it goes on where it was after a restart, in any process.
namespace peerchallenge::evidence {

// Goes on with all runs that are RUNNING, for a bounded time: every thing is looked at, erased and
// recorded in one transaction. To be called about once a second.
absl::Status WorkOnDisposalRuns(const Context& context);

// Leaves nothing in the change table and the text index of what a run erased. Part of ending a run.
absl::Status LeaveNoTrace(storage::Transaction& tx, const Context& context, const std::string& run);

}  // namespace peerchallenge::evidence

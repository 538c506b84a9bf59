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

// Goes on with all runs that are RUNNING, each for a bounded number of things: a few of them are
// looked at, erased and recorded in one transaction. What cannot be erased is recorded so and holds
// nothing up; only the store's own errors are given. To be called about once a second.
absl::Status WorkOnDisposalRuns(const Context& context);

// Ends a run in this state, and leaves nothing in changes, kept replies and the text index of what
// it erased. Gives it as stored.
absl::StatusOr<v1::DisposalRun> EndRun(storage::Transaction& tx, const Context& context,
                                       v1::DisposalRun run, v1::DisposalRun::State state);

}  // namespace peerchallenge::evidence

#pragma once

#include <string>

#include "absl/status/status.h"

// The errors that both stores answer with. `detail` says what the driver reported; no values, no
// names of hosts.
namespace peerchallenge::storage {

// UNAVAILABLE, STORAGE_UNAVAILABLE.
absl::Status StoreUnavailable(const std::string& detail);
// DEADLINE_EXCEEDED: nothing was done.
absl::Status DeadlinePassed();
// ALREADY_EXISTS, RESOURCE_EXISTS.
absl::Status KeyTaken();
// FAILED_PRECONDITION, REFERENCE_BROKEN.
absl::Status ReferenceBroken();
// DATA_LOSS, DATA_CORRUPT.
absl::Status StoreCorrupt(const std::string& detail);
// INTERNAL: a statement that the store does not understand, a rule of the schema broken.
absl::Status StatementDefect(const std::string& detail);

}  // namespace peerchallenge::storage

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/evidence/context.h"
#include "services/evidence/ledger/note.h"

namespace peerchallenge::evidence {

// Where what is stored of a review, and shown to its readers, is not what its log says: changed,
// missing, added or out of order; in words, at most 100, in one state of the database.
// `keys` are those that sign checkpoints. That the log itself is the one that was signed is what a
// bundle's verification shows. What no entry commits to is listed in docs/guides/evidence.md,
// Proving. Errors are the store's, and DATA_CORRUPT for a row that cannot be read.
absl::StatusOr<std::vector<std::string>> DifferencesFromLog(storage::Transaction& tx,
                                                            const Context& context,
                                                            const std::string& review,
                                                            const std::vector<VerifierKey>& keys);

}  // namespace peerchallenge::evidence

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/evidence/context.h"
#include "services/evidence/due_things.h"

namespace peerchallenge::evidence {

// Erases a thing for the disposal run of that name: what it says, and what would tell of it. Gives
// the place of its entry in the ledger, where it gets one. WRONG_STATE for a log of which anything
// is left.
absl::StatusOr<std::optional<int64_t>> Erase(storage::Transaction& tx, const Context& context,
                                             const std::string& run, const DueThing& thing);

}  // namespace peerchallenge::evidence

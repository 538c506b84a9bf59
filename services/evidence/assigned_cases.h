#pragma once

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/evidence/context.h"
#include "services/evidence/standing.h"

namespace peerchallenge::evidence {

// The cases that are assigned to the caller, a case auditor; nothing for all other callers.
absl::StatusOr<Cases> CasesOf(storage::Transaction& tx, const Context& context,
                              const Standing& standing);

}  // namespace peerchallenge::evidence

#pragma once

#include "absl/status/status.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"

namespace peerchallenge::evidence {

// Brings evidence's tables up to date (services/evidence/migrations), its audit log among them.
// Errors: those of storage::Migrate.
absl::Status MigrateEvidence(storage::Database& database, const environment::Clock& clock);

}  // namespace peerchallenge::evidence

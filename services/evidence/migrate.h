#pragma once

#include <vector>

#include "absl/status/status.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"
#include "common/storage/migrations.h"

namespace peerchallenge::evidence {

// What evidence's store is made of (services/evidence/migrations), its audit log among it.
std::vector<storage::Component> Components(storage::Dialect dialect);

// Brings its tables up to date, with what is in them (backfills.h). Errors: those of
// storage::Migrate.
absl::Status MigrateEvidence(storage::Database& database, const environment::Clock& clock);

}  // namespace peerchallenge::evidence

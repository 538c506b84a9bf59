#pragma once

#include "absl/status/status.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"

namespace peerchallenge::recommendations {

// Brings the tables of recommendations up to date (services/recommendations/migrations), its audit
// log and its copy of the relations among them. Errors: those of storage::Migrate.
absl::Status MigrateRecommendations(storage::Database& database, const environment::Clock& clock);

}  // namespace peerchallenge::recommendations

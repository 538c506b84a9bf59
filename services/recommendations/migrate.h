#pragma once

#include <vector>

#include "absl/status/status.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"
#include "common/storage/migrations.h"

namespace peerchallenge::recommendations {

// What the store of recommendations is made of (services/recommendations/migrations), its audit log
// and its copy of the relations among it.
std::vector<storage::Component> Components();

// Brings its tables up to date, with what is in them (backfills.h). Errors: those of
// storage::Migrate.
absl::Status MigrateRecommendations(storage::Database& database, const environment::Clock& clock);

}  // namespace peerchallenge::recommendations

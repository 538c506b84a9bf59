#include "services/recommendations/migrate.h"

#include "common/access/audit_log.h"
#include "common/relations/relations.h"
#include "services/recommendations/backfills.h"
#include "services/recommendations/migrations.h"

namespace peerchallenge::recommendations {

std::vector<storage::Component> Components() {
  return {{"recommendations", migrations::kFiles},
          relations::Relations::Tables(),
          {"audit", access::AuditLog::Migrations()}};
}

absl::Status MigrateRecommendations(storage::Database& database, const environment::Clock& clock) {
  absl::Status status = storage::Migrate(database, clock, Components());
  return status.ok() ? storage::RunBackfills(database, Backfills()) : status;
}

}  // namespace peerchallenge::recommendations

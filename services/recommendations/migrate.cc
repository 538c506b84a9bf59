#include "services/recommendations/migrate.h"

#include "common/access/audit_log.h"
#include "common/relations/relations.h"
#include "common/storage/migrations.h"
#include "services/recommendations/migrations.h"

namespace peerchallenge::recommendations {

absl::Status MigrateRecommendations(storage::Database& database, const environment::Clock& clock) {
  absl::Status status = storage::Migrate(database, clock, "recommendations", migrations::kFiles);
  if (status.ok()) status = relations::Relations::Migrate(database, clock);
  if (!status.ok()) return status;
  return storage::Migrate(database, clock, "audit", access::AuditLog::Migrations());
}

}  // namespace peerchallenge::recommendations

#include "services/evidence/migrate.h"

#include "common/access/audit_log.h"
#include "common/relations/relations.h"
#include "common/storage/migrations.h"
#include "services/evidence/migrations.h"
#include "services/evidence/search/text_index.h"

namespace peerchallenge::evidence {

absl::Status MigrateEvidence(storage::Database& database, const environment::Clock& clock) {
  absl::Status status = storage::Migrate(database, clock, "evidence", migrations::kFiles);
  if (status.ok()) status = relations::Relations::Migrate(database, clock);
  if (status.ok()) status = MigrateTextIndex(database, clock);
  if (!status.ok()) return status;
  return storage::Migrate(database, clock, "audit", access::AuditLog::Migrations());
}

}  // namespace peerchallenge::evidence

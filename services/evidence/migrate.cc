#include "services/evidence/migrate.h"

#include "common/access/audit_log.h"
#include "common/relations/relations.h"
#include "services/evidence/backfills.h"
#include "services/evidence/migrations.h"
#include "services/evidence/search/text_index.h"
#include "services/evidence/sqlite_migrations.h"

namespace peerchallenge::evidence {

std::vector<storage::Component> Components(storage::Dialect dialect) {
  std::vector<storage::Component> components = {{"evidence", migrations::kFiles},
                                                relations::Relations::Tables(),
                                                TextIndexTables(dialect),
                                                {"audit", access::AuditLog::Migrations()}};
  if (dialect == storage::Dialect::kSqlite) {
    components.push_back({"evidence-sqlite", sqlite_migrations::kFiles});
  }
  return components;
}

absl::Status MigrateEvidence(storage::Database& database, const environment::Clock& clock) {
  absl::Status status = storage::Migrate(database, clock, Components(database.dialect()));
  return status.ok() ? storage::RunBackfills(database, Backfills()) : status;
}

}  // namespace peerchallenge::evidence

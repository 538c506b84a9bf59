#include "services/evidence/migrate.h"

#include "common/storage/migrations.h"
#include "services/evidence/migrations.h"

namespace peerchallenge::evidence {

absl::Status MigrateEvidence(storage::Database& database, const environment::Clock& clock) {
  return storage::Migrate(database, clock, "evidence", migrations::kFiles);
}

}  // namespace peerchallenge::evidence

#include "services/recommendations/migrate.h"

#include "common/access/audit_log.h"
#include "common/relations/relations.h"
#include "services/recommendations/migrations.h"

namespace peerchallenge::recommendations {

std::vector<storage::Component> Components() {
  return {{"recommendations", migrations::kFiles},
          relations::Relations::Tables(),
          {"audit", access::AuditLog::Migrations()}};
}

absl::Status MigrateRecommendations(storage::Database& database, const environment::Clock& clock) {
  return storage::Migrate(database, clock, Components());
}

}  // namespace peerchallenge::recommendations

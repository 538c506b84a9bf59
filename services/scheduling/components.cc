#include "services/scheduling/components.h"

#include "common/access/audit_log.h"
#include "services/scheduling/migrations.h"

namespace peerchallenge::scheduling {

std::vector<storage::Component> Components() {
  return {{"scheduling", migrations::kFiles}, {"audit", access::AuditLog::Migrations()}};
}

}  // namespace peerchallenge::scheduling

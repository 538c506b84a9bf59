#pragma once

#include <functional>

#include "absl/status/statusor.h"
#include "common/access/audit_log.h"
#include "common/access/caller.h"
#include "common/relations/relations.h"
#include "common/storage/database.h"

namespace peerchallenge::relations {

// Whether the caller may be shown an entry of a service's audit log (access::AuditSource): what was
// done to an unannounced visit is for those who know of it, and for all others once it is released.
// DEPENDENCY_UNAVAILABLE while it is not known which visits are hidden. `relations` outlives it.
std::function<absl::StatusOr<bool>(storage::Transaction&, const access::AuditEntry&)>
ShowsAuditEntries(const Relations& relations, access::Caller caller);

}  // namespace peerchallenge::relations

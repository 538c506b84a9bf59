#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/access/caller.h"
#include "common/relations/relations.h"
#include "common/storage/database.h"

namespace peerchallenge::relations {

// Whether the caller knows of the review that an audit entry's resource is, or belongs to
// (access::AuditSource): of one that is there and is no hidden visit, or is known to the caller.
// DEPENDENCY_UNAVAILABLE while it is not known which visits are hidden. `relations` outlives it.
std::function<absl::StatusOr<bool>(storage::Transaction&, const std::string& resource)>
KnowsReviews(const Relations& relations, access::Caller caller);

}  // namespace peerchallenge::relations

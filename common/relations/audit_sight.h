#pragma once

#include "common/access/audit_list.h"
#include "common/relations/relations.h"

namespace peerchallenge::relations {

// Whether the caller knows of the review that an audit entry's resource is, or belongs to: of one
// that is there and is no hidden visit, or is known to the caller. DEPENDENCY_UNAVAILABLE while it
// is not known which visits are hidden. `relations` outlives it.
access::KnowsResource KnowsReviews(const Relations& relations);

}  // namespace peerchallenge::relations

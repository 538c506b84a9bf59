#pragma once

#include "common/access/audit_list.h"
#include "services/scheduling/store.h"

namespace peerchallenge::scheduling {

// Whether the caller knows of the review that an audit entry's resource is, or belongs to: of one
// that is there and is no hidden visit, or is seen by the caller. `store` outlives it.
access::KnowsResource KnowsReviews(const Store& store);

}  // namespace peerchallenge::scheduling

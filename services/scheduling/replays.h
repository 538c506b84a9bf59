#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/access/caller.h"
#include "common/storage/database.h"
#include "services/scheduling/names.h"
#include "services/scheduling/store.h"
#include "services/scheduling/visibility.h"

// Whether the reply that is kept for a `request_id` (common/resources/idempotency.h) may be given
// again: OK where the viewer could still make the call of `permission`, otherwise
// RESOURCE_NOT_FOUND, as the call itself would answer.
namespace peerchallenge::scheduling {

// Also OK for one who lost the place on the team by this very call (declined, stepped down).
absl::Status MayRepeat(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                       access::Permission permission, const v1::Review& reply);
absl::Status MayRepeat(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                       access::Permission permission, const v1::RoleGrant& reply);
absl::Status MayRepeat(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                       access::Permission permission, const v1::ImportPeopleResponse& reply);

absl::Status MayRepeat(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                       access::Permission permission, const v1::MoveSessionResponse& reply);

// For what lies below a review: by the review.
absl::Status MayRepeatBelowReview(storage::Transaction& tx, const Store& store,
                                  const Viewer& viewer, access::Permission permission,
                                  const std::string& name);
// For what belongs to a region or to a person: by its name.
absl::Status MayRepeatFor(const Viewer& viewer, access::Permission permission,
                          const std::string& name);
template <typename Resource>
absl::Status MayRepeat(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                       access::Permission permission, const Resource& reply) {
  return ReviewOf(reply.name()).empty()
             ? MayRepeatFor(viewer, permission, reply.name())
             : MayRepeatBelowReview(tx, store, viewer, permission, reply.name());
}

}  // namespace peerchallenge::scheduling

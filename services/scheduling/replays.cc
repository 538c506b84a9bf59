#include "services/scheduling/replays.h"

#include <algorithm>

#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/directory_access.h"
#include "services/scheduling/stored_grants.h"
#include "services/scheduling/visits/visit_visibility.h"

namespace peerchallenge::scheduling {
namespace {

bool IsListed(const v1::Review& review, const std::string& person) {
  return std::any_of(review.team().begin(), review.team().end(),
                     [&](const v1::TeamMember& member) { return member.person() == person; });
}

}  // namespace

absl::Status MayRepeat(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                       access::Permission permission, const v1::Review& reply) {
  auto review = store.reviews.Get(tx, reply.name());
  if (!review.ok()) return review.status();
  if (May(viewer, permission, *review)) return absl::OkStatus();
  const bool nothing_since = review->etag() == reply.etag();
  if (nothing_since && IsListed(*review, viewer.person)) return absl::OkStatus();
  return errors::NotFound(reply.name());
}

absl::Status MayRepeat(storage::Transaction&, const Store&, const Viewer& viewer,
                       access::Permission permission, const v1::RoleGrant& reply) {
  const access::Grant given = GrantOf(reply);
  if (access::Holds(viewer.caller, permission, {given.region, given.authority})) {
    return absl::OkStatus();
  }
  return errors::NotFound(reply.name());
}

absl::Status MayRepeat(storage::Transaction&, const Store&, const Viewer& viewer,
                       access::Permission permission, const v1::ImportPeopleResponse& reply) {
  if (reply.rows().empty()) return absl::OkStatus();  // it tells nothing
  return MayRepeatFor(viewer, permission, validation::RegionOf(reply.rows(0).name()));
}

absl::Status MayRepeat(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                       access::Permission permission, const v1::MoveSessionResponse& reply) {
  // It moves, or would move, something, or it only pins what is in force.
  const std::string& name =
      reply.changes().empty() ? reply.timetable().name() : reply.changes(0).session();
  return MayRepeatBelowReview(tx, store, viewer, permission, name);
}

absl::Status MayRepeatBelowReview(storage::Transaction& tx, const Store& store,
                                  const Viewer& viewer, access::Permission permission,
                                  const std::string& name) {
  return FindReviewOf(tx, store, viewer, permission, name).status();
}

absl::Status MayRepeatFor(const Viewer& viewer, access::Permission permission,
                          const std::string& name) {
  const bool own = IsSelf(viewer, name) && access::ReachOf(access::v1::ROLE_REVIEWER, permission) ==
                                               access::Reach::kRelated;
  if (own || HoldsInRegion(viewer, permission, name)) return absl::OkStatus();
  return errors::NotFound(name);
}

}  // namespace peerchallenge::scheduling

#include "services/scheduling/audit_service.h"

#include <string>

#include "common/access/audit_list.h"
#include "services/scheduling/names.h"

namespace peerchallenge::scheduling {
namespace {

// Whether the entry is about anything but an unannounced visit, or what belongs to one, that the
// viewer does not know of.
absl::StatusOr<bool> MayKnowOf(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                               const access::AuditEntry& entry) {
  const std::string name = ReviewOf(entry.resource);
  if (name.empty()) return true;
  auto review = store.reviews.Get(tx, name);
  if (absl::IsNotFound(review.status())) return true;
  if (!review.ok()) return review.status();
  return !IsHidden(*review) || SightOf(viewer, *review) != Sight::kNone;
}

}  // namespace

absl::StatusOr<v1::ListAuditEntriesResponse> AuditService::ListAuditEntries(
    const rpc::Call& call, const v1::ListAuditEntriesRequest& request) {
  auto viewer = ViewerNow(context_, call.caller);
  if (!viewer.ok()) return viewer.status();
  const auto shows = [&](storage::Transaction& tx, const access::AuditEntry& entry) {
    return MayKnowOf(tx, context_.store, *viewer, entry);
  };
  return access::ListAuditEntries<v1::ListAuditEntriesResponse>({log_, sealer_, shows}, call,
                                                                request);
}

void AuditService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.AuditService");
  methods.Unary("ListAuditEntries", this, &AuditService::ListAuditEntries);
}

}  // namespace peerchallenge::scheduling

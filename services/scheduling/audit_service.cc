#include "services/scheduling/audit_service.h"

#include <string>

#include "common/access/audit_list.h"
#include "services/scheduling/names.h"

namespace peerchallenge::scheduling {
namespace {

// Whether the viewer knows of the review that the resource is, or belongs to: of one that is there
// and is no hidden visit, or is seen by the viewer.
absl::StatusOr<bool> KnowsReview(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                                 const std::string& resource) {
  const std::string name = ReviewOf(resource);
  if (name.empty()) return true;
  auto review = store.reviews.Get(tx, name);
  if (absl::IsNotFound(review.status())) return false;
  if (!review.ok()) return review.status();
  return !IsHidden(*review) || SightOf(viewer, *review) != Sight::kNone;
}

}  // namespace

absl::StatusOr<v1::ListAuditEntriesResponse> AuditService::ListAuditEntries(
    const rpc::Call& call, const v1::ListAuditEntriesRequest& request) {
  auto viewer = ViewerNow(context_, call.caller);
  if (!viewer.ok()) return viewer.status();
  const auto knows = [&](storage::Transaction& tx, const std::string& resource) {
    return KnowsReview(tx, context_.store, *viewer, resource);
  };
  return access::ListAuditEntries<v1::ListAuditEntriesResponse>({log_, sealer_, knows}, call,
                                                                request);
}

void AuditService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.AuditService");
  methods.Unary("ListAuditEntries", this, &AuditService::ListAuditEntries);
}

}  // namespace peerchallenge::scheduling

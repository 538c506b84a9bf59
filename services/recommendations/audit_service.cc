#include "services/recommendations/audit_service.h"

#include "common/access/audit_list.h"
#include "common/relations/audit_sight.h"

namespace peerchallenge::recommendations {

absl::StatusOr<v1::ListAuditEntriesResponse> AuditService::ListAuditEntries(
    const rpc::Call& call, const v1::ListAuditEntriesRequest& request) {
  return access::ListAuditEntries<v1::ListAuditEntriesResponse>(
      {log_, sealer_, relations::KnowsReviews(relations_, call.caller)}, call, request);
}

void AuditService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.recommendations.v1.AuditService");
  methods.Unary("ListAuditEntries", this, &AuditService::ListAuditEntries);
}

}  // namespace peerchallenge::recommendations

#include "services/evidence/audit_service.h"

#include "common/access/audit_list.h"
#include "common/relations/audit_sight.h"
#include "services/evidence/source_reads.h"

namespace peerchallenge::evidence {

absl::StatusOr<v1::ListAuditEntriesResponse> AuditService::ListAuditEntries(
    const rpc::Call& call, const v1::ListAuditEntriesRequest& request) {
  auto response = access::ListAuditEntries<v1::ListAuditEntriesResponse>(
      {log_, sealer_, relations::KnowsReviews(relations_, call.caller)}, call, request);
  if (!response.ok()) return response;
  // An older version entered the reason itself, and no entry ever changes.
  for (v1::AuditEntry& entry : *response->mutable_entries()) {
    if (IsOfSources(entry.method()) && !entry.detail().empty()) entry.set_detail(kReasonIsKept);
  }
  return response;
}

void AuditService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.evidence.v1.AuditService");
  methods.Unary("ListAuditEntries", this, &AuditService::ListAuditEntries);
}

}  // namespace peerchallenge::evidence

#include "services/evidence/audit_service.h"

#include <string>

#include "common/access/audit_list.h"
#include "services/evidence/standing.h"

namespace peerchallenge::evidence {
absl::StatusOr<v1::ListAuditEntriesResponse> AuditService::ListAuditEntries(
    const rpc::Call& call, const v1::ListAuditEntriesRequest& request) {
  const auto shows = [&](storage::Transaction& tx,
                         const access::AuditEntry& entry) -> absl::StatusOr<bool> {
    const std::string name = access::ReviewOf(entry);
    if (name.empty()) return true;
    if (absl::Status status = relations_.CheckFresh(tx); !status.ok()) return status;
    const auto review = relations_.Review(tx, name);
    if (absl::IsNotFound(review.status())) return true;
    if (!review.ok()) return review.status();
    const auto viewer = IdentifyViewer(tx, relations_, call.caller);
    if (!viewer.ok()) return viewer.status();
    return KnowsOf(*viewer, *review);
  };
  return access::ListAuditEntries<v1::ListAuditEntriesResponse>({log_, sealer_, shows}, call,
                                                                request);
}

void AuditService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.evidence.v1.AuditService");
  methods.Unary("ListAuditEntries", this, &AuditService::ListAuditEntries);
}

}  // namespace peerchallenge::evidence

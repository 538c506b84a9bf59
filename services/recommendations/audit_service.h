#pragma once

#include "absl/status/statusor.h"
#include "common/access/audit_log.h"
#include "common/relations/relations.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "common/storage/sealer.h"
#include "peerchallenge/recommendations/v1/audit.pb.h"

namespace peerchallenge::recommendations {

// Answers peerchallenge.recommendations.v1.AuditService: the audit log, page by page. What was done
// to an unannounced visit is shown to those who know of it, and to all others once it is released.
class AuditService {
 public:
  // All outlive the service.
  AuditService(access::AuditLog& log, const storage::Sealer& sealer,
               const relations::Relations& relations)
      : log_(log), sealer_(sealer), relations_(relations) {}

  void Register(rpc::MethodRegistry& registry);

  // Also DEPENDENCY_UNAVAILABLE while it is not known which visits are hidden (Relations).
  absl::StatusOr<v1::ListAuditEntriesResponse> ListAuditEntries(
      const rpc::Call& call, const v1::ListAuditEntriesRequest& request);

 private:
  access::AuditLog& log_;
  const storage::Sealer& sealer_;
  const relations::Relations& relations_;
};

}  // namespace peerchallenge::recommendations

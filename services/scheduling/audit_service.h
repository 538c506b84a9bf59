#pragma once

#include "absl/status/statusor.h"
#include "common/access/audit_log.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "common/storage/sealer.h"
#include "peerchallenge/scheduling/v1/audit.pb.h"
#include "services/scheduling/context.h"

namespace peerchallenge::scheduling {

// Answers peerchallenge.scheduling.v1.AuditService: the audit log, page by page. What was done to
// an unannounced visit is shown to those who know of it, and to all others once it is released.
class AuditService {
 public:
  // Both outlive the service.
  AuditService(const Context& context, access::AuditLog& log, const storage::Sealer& sealer)
      : context_(context), log_(log), sealer_(sealer) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<v1::ListAuditEntriesResponse> ListAuditEntries(
      const rpc::Call& call, const v1::ListAuditEntriesRequest& request);

 private:
  Context context_;
  access::AuditLog& log_;
  const storage::Sealer& sealer_;
};

}  // namespace peerchallenge::scheduling

#include "services/evidence/context.h"

#include "common/validation/resource_name.h"

namespace peerchallenge::evidence {

absl::StatusOr<Viewer> IdentifyViewer(storage::Transaction& tx, const Context& context,
                                      const access::Caller& caller) {
  if (absl::Status fresh = context.relations.CheckFresh(tx); !fresh.ok()) return fresh;
  return IdentifyViewer(tx, context.relations, caller);
}

absl::StatusOr<Standing> FindStanding(storage::Transaction& tx, const Context& context,
                                      const rpc::Call& call, const std::string& name) {
  absl::StatusOr<Viewer> viewer = IdentifyViewer(tx, context, call.caller);
  if (!viewer.ok()) return viewer.status();
  return FindStanding(tx, context.relations, *viewer, call.permission, name);
}

absl::Status RecordRead(storage::Transaction& tx, const Context& context, const rpc::Call& call,
                        const std::string& resource, const std::string& reason) {
  return access::AuditLog::Append(tx, {.time = context.clock.Now(),
                                       .subject = call.caller.subject,
                                       .method = call.method,
                                       .resource = resource,
                                       .region = validation::RegionOf(resource),
                                       .peer = call.peer,
                                       .request_id = call.request_id,
                                       .detail = reason});
}

}  // namespace peerchallenge::evidence

#include "services/evidence/context.h"

#include "common/validation/resource_name.h"

namespace peerchallenge::evidence {

absl::Status RoomFor(const Context& context, const google::protobuf::Message& request) {
  constexpr int64_t kTimes = 8;
  return context.disk.Check(kTimes * static_cast<int64_t>(request.ByteSizeLong()));
}

absl::Status RecordRead(storage::Transaction& tx, const Context& context, const rpc::Call& call,
                        const std::string& resource, const std::string& detail) {
  return access::AuditLog::Append(tx, {.time = context.clock.Now(),
                                       .subject = call.caller.subject,
                                       .method = call.method,
                                       .resource = resource,
                                       .region = validation::RegionOf(resource),
                                       .peer = call.peer,
                                       .request_id = call.request_id,
                                       .detail = detail});
}

}  // namespace peerchallenge::evidence

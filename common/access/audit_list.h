#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/audit_log.h"
#include "common/access/caller.h"
#include "common/rpc/call.h"
#include "common/storage/sealer.h"
#include "google/protobuf/timestamp.pb.h"

// A page of an audit log as its reader may see it, for audit_service.h.
namespace peerchallenge::access {

// Whether the caller knows of a resource: false where there is nothing of that name, as where the
// caller is not to know of it, so that no entry tells which of the two it is.
using KnowsResource = std::function<absl::StatusOr<bool>(storage::Transaction&, const Caller&,
                                                         const std::string& resource)>;

// Where a list comes from; log and sealer outlive it.
struct AuditSource {
  AuditLog& log;
  const storage::Sealer& sealer;
  KnowsResource knows;
  // Takes out of an entry what nobody is shown; may be empty.
  std::function<void(AuditEntry&)> redact = {};
};

// A list request as it came.
struct AuditListRequest {
  std::string parent;
  int32_t page_size = 0;
  std::string page_token;
  std::optional<google::protobuf::Timestamp> start_time;
  std::optional<google::protobuf::Timestamp> end_time;
  std::string subject;
  std::string question;  // all of it but the page, to which a page token is bound
};

struct AuditList {
  std::vector<AuditEntry> entries;
  std::string next_page_token;  // empty: this is the last
};

// FIELD_INVALID, PAGE_TOKEN_INVALID, RESOURCE_NOT_FOUND for a region whose log the caller may not
// read; errors of AuditLog::Query.
absl::StatusOr<AuditList> ListAudit(const AuditSource& source, const rpc::Call& call,
                                    const AuditListRequest& request);

google::protobuf::Timestamp TimeOf(const AuditEntry& entry);
// ErrorReason without its prefix; empty for success.
std::string ReasonOf(const AuditEntry& entry);

}  // namespace peerchallenge::access

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/access/audit_log.h"
#include "common/rpc/call.h"
#include "common/storage/sealer.h"
#include "google/protobuf/timestamp.pb.h"

// What the AuditService of every service answers, each from its own log: ListAuditEntries, with
// messages of the service's own package that have the same fields
// (peerchallenge/scheduling/v1/audit.proto says what they mean).
namespace peerchallenge::access {

// Where a list comes from; both outlive it.
struct AuditSource {
  AuditLog& log;
  const storage::Sealer& sealer;
  // Whether the caller knows of what an entry names: false where there is nothing of that name, as
  // where the caller is not to know of it, so that no entry tells which of the two it is.
  std::function<absl::StatusOr<bool>(storage::Transaction&, const std::string& resource)> knows;
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

// The same with a service's messages.
template <typename Response, typename Request>
absl::StatusOr<Response> ListAuditEntries(const AuditSource& source, const rpc::Call& call,
                                          const Request& request) {
  AuditListRequest asked{.parent = request.parent(),
                         .page_size = request.page_size(),
                         .page_token = request.page_token(),
                         .start_time = {},
                         .end_time = {},
                         .subject = request.subject(),
                         .question = {}};
  if (request.has_start_time()) asked.start_time = request.start_time();
  if (request.has_end_time()) asked.end_time = request.end_time();
  Request question = request;
  question.clear_page_size();
  question.clear_page_token();
  asked.question = question.SerializeAsString();
  const absl::StatusOr<AuditList> list = ListAudit(source, call, asked);
  if (!list.ok()) return list.status();
  Response response;
  for (const AuditEntry& entry : list->entries) {
    auto& shown = *response.add_entries();
    *shown.mutable_time() = TimeOf(entry);
    shown.set_subject(entry.subject);
    shown.set_method(entry.method);
    shown.set_resource(entry.resource);
    shown.set_peer(entry.peer);
    shown.set_code(absl::StatusCodeToString(entry.code));
    shown.set_reason(ReasonOf(entry));
    shown.set_request_id(entry.request_id);
    shown.set_count(static_cast<int32_t>(entry.count));
    shown.set_detail(entry.detail);
  }
  response.set_next_page_token(list->next_page_token);
  return response;
}

}  // namespace peerchallenge::access

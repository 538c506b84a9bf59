#pragma once

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/access/audit_list.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"

namespace peerchallenge::access {

// Answers the AuditService of a package: the audit log of its service, page by page. What was done
// to an unannounced visit is shown to those who know of it, and to all others once it is released.
//
// The messages are those of the package's own ListAuditEntries, which have the same fields in all
// packages (peerchallenge/scheduling/v1/audit.proto says what they mean).
template <typename Request, typename Response>
class AuditService {
 public:
  explicit AuditService(AuditSource source) : source_(std::move(source)) {}

  void Register(rpc::MethodRegistry& registry) const {
    rpc::ServiceMethods methods(
        registry, absl::StrCat(Request::descriptor()->file()->package(), ".AuditService"));
    methods.Unary("ListAuditEntries", this, &AuditService::ListAuditEntries);
  }

  // Errors of ListAudit.
  absl::StatusOr<Response> ListAuditEntries(const rpc::Call& call, const Request& request) const {
    const absl::StatusOr<AuditList> list = ListAudit(source_, call, Asked(request));
    if (!list.ok()) return list.status();
    Response response;
    for (const AuditEntry& entry : list->entries) Show(entry, *response.add_entries());
    response.set_next_page_token(list->next_page_token);
    return response;
  }

 private:
  static AuditListRequest Asked(const Request& request) {
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
    return asked;
  }

  template <typename Shown>
  static void Show(const AuditEntry& entry, Shown& shown) {
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

  AuditSource source_;
};

}  // namespace peerchallenge::access

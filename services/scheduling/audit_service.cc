#include "services/scheduling/audit_service.h"

#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/resources/paging.h"
#include "common/validation/field_checks.h"
#include "google/protobuf/util/time_util.h"
#include "services/scheduling/names.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kTokenBytes = 20;  // of a 64-bit number in decimal digits

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(timestamp));
}

v1::AuditEntry ToMessage(const access::AuditEntry& entry) {
  v1::AuditEntry message;
  *message.mutable_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(entry.time));
  message.set_subject(entry.subject);
  message.set_method(entry.method);
  message.set_resource(entry.resource);
  message.set_peer(entry.peer);
  message.set_code(absl::StatusCodeToString(entry.code));
  if (entry.reason != errors::v1::ERROR_REASON_UNSPECIFIED) {
    message.set_reason(std::string(
        absl::StripPrefix(errors::v1::ErrorReason_Name(entry.reason), "ERROR_REASON_")));
  }
  message.set_request_id(entry.request_id);
  message.set_count(static_cast<int32_t>(entry.count));
  return message;
}

// A token continues the same question of the same caller only.
std::string TokenContext(const rpc::Call& call, const v1::ListAuditEntriesRequest& request) {
  v1::ListAuditEntriesRequest question = request;
  question.clear_page_size();
  question.clear_page_token();
  return absl::StrCat("audit\n", call.caller.subject, "\n", question.SerializeAsString());
}

}  // namespace

absl::StatusOr<v1::ListAuditEntriesResponse> AuditService::ListAuditEntries(
    const rpc::Call& call, const v1::ListAuditEntriesRequest& request) {
  validation::FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (!access::Holds(call.caller, access::v1::PERMISSION_AUDIT_READ, {request.parent(), ""})) {
    return errors::NotFound(request.parent());
  }
  auto page_size = resources::PageSize(request.page_size());
  if (!page_size.ok()) return page_size.status();
  access::AuditQuery query;
  query.limit = *page_size;
  query.region = request.parent();
  query.subject = request.subject();
  if (request.has_start_time()) query.start = ToTime(request.start_time());
  if (request.has_end_time()) query.end = ToTime(request.end_time());
  const std::string context = TokenContext(call, request);
  if (!request.page_token().empty()) {
    const auto content = sealer_.Unseal(request.page_token(), context);
    if (!content || !absl::SimpleAtoi(*content, &query.before)) {
      return errors::Make(errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID,
                          "the page token is not of this list");
    }
  }
  auto page = log_.Query(call.deadline, query);
  if (!page.ok()) return page.status();
  v1::ListAuditEntriesResponse response;
  for (const access::AuditEntry& entry : page->entries) *response.add_entries() = ToMessage(entry);
  if (page->next != 0) {
    response.set_next_page_token(sealer_.Seal(absl::StrCat(page->next), kTokenBytes, context));
  }
  return response;
}

void AuditService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.scheduling.v1.AuditService");
  methods.Unary("ListAuditEntries", this, &AuditService::ListAuditEntries);
}

}  // namespace peerchallenge::scheduling

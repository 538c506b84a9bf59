#include "common/access/audit_list.h"

#include <cstdint>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/resources/paging.h"
#include "common/validation/field_checks.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::access {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kTokenBytes = 20;  // of a 64-bit number in decimal digits

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(timestamp));
}

// The entry as the caller may see it. Of what the caller does not know, nothing shows that tells
// that it is there; a call that failed as if it were not is shown without the name.
absl::StatusOr<std::optional<AuditEntry>> ViewOf(const AuditSource& source,
                                                 storage::Transaction& tx, AuditEntry entry) {
  const absl::StatusOr<bool> known = source.knows(tx, entry.resource);
  if (!known.ok()) return known.status();
  if (*known) return entry;
  if (!EndedAsIfMissing(entry)) return std::nullopt;
  entry.resource = entry.region;
  return entry;
}

// What the request asks for, from the first page on.
AuditQuery QueryOf(const AuditSource& source, const AuditListRequest& request, int page_size) {
  AuditQuery query;
  query.limit = page_size;
  query.region = request.parent;
  query.subject = request.subject;
  if (request.start_time) query.start = ToTime(*request.start_time);
  if (request.end_time) query.end = ToTime(*request.end_time);
  query.view = [&source](storage::Transaction& tx, AuditEntry entry) {
    return ViewOf(source, tx, std::move(entry));
  };
  return query;
}

}  // namespace

absl::StatusOr<AuditList> ListAudit(const AuditSource& source, const rpc::Call& call,
                                    const AuditListRequest& request) {
  validation::FieldChecks checks;
  checks.Name("parent", request.parent, "regions/*");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (!Holds(call.caller, v1::PERMISSION_AUDIT_READ, {request.parent, ""})) {
    return errors::NotFound(request.parent);
  }
  auto page_size = resources::PageSize(request.page_size);
  if (!page_size.ok()) return page_size.status();
  AuditQuery query = QueryOf(source, request, *page_size);
  // A token continues the same question of the same caller only.
  const std::string context = absl::StrCat("audit\n", call.caller.subject, "\n", request.question);
  if (!request.page_token.empty()) {
    const auto content = source.sealer.Unseal(request.page_token, context);
    if (!content || !absl::SimpleAtoi(*content, &query.before)) {
      return errors::Make(errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID,
                          "the page token is not of this list");
    }
  }
  auto page = source.log.Query(call.deadline, query);
  if (!page.ok()) return page.status();
  AuditList list;
  list.entries = std::move(page->entries);
  if (page->next != 0) {
    list.next_page_token = source.sealer.Seal(absl::StrCat(page->next), kTokenBytes, context);
  }
  return list;
}

google::protobuf::Timestamp TimeOf(const AuditEntry& entry) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(entry.time));
}

std::string ReasonOf(const AuditEntry& entry) {
  if (entry.reason == errors::v1::ERROR_REASON_UNSPECIFIED) return "";
  return std::string(
      absl::StripPrefix(errors::v1::ErrorReason_Name(entry.reason), "ERROR_REASON_"));
}

}  // namespace peerchallenge::access

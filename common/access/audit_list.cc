#include "common/access/audit_list.h"

#include <utility>

#include "absl/strings/strip.h"
#include "common/access/roles.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/validation/field_checks.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::access {
namespace {

using google::protobuf::util::TimeUtil;

absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(timestamp));
}

// The entry as the caller may see it. Of what the caller does not know, nothing shows that tells
// that it is there; a call that failed as if it were not is shown without the name.
absl::StatusOr<std::optional<AuditEntry>> ViewOf(const AuditSource& source, const Caller& caller,
                                                 storage::Transaction& tx, AuditEntry entry) {
  const absl::StatusOr<bool> known = source.knows(tx, caller, entry.resource);
  if (!known.ok()) return known.status();
  if (source.redact) source.redact(entry);
  if (*known) return entry;
  if (!EndedAsIfMissing(entry)) return std::nullopt;
  entry.resource = entry.region;
  return entry;
}

// What the request asks for, from this page on.
AuditQuery QueryOf(const AuditSource& source, const Caller& caller, const AuditListRequest& request,
                   const resources::NumberPage& page) {
  AuditQuery query;
  query.limit = page.size();
  query.before = page.last();
  query.region = request.parent;
  query.subject = request.subject;
  if (request.start_time) query.start = ToTime(*request.start_time);
  if (request.end_time) query.end = ToTime(*request.end_time);
  query.view = [&source, &caller](storage::Transaction& tx, AuditEntry entry) {
    return ViewOf(source, caller, tx, std::move(entry));
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
  const auto page = resources::NumberPage::Of(source.sealer, call, request.question,
                                              request.page_size, request.page_token);
  if (!page.ok()) return page.status();
  auto found = source.log.Query(call.deadline, QueryOf(source, call.caller, request, *page));
  if (!found.ok()) return found.status();
  AuditList list;
  list.entries = std::move(found->entries);
  if (found->next != 0) list.next_page_token = page->After(found->next);
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

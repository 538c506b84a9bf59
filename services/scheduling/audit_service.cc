#include "services/scheduling/audit_service.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
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

// "regions/em/reviews/r1/sessions/s1" -> "regions/em/reviews/r1"; empty for what is not of a
// review.
std::string ReviewOf(const std::string& resource) {
  const std::vector<std::string> segments = absl::StrSplit(resource, absl::MaxSplits('/', 4));
  if (segments.size() < 4 || segments[2] != "reviews") return "";
  return absl::StrJoin(segments.begin(), segments.begin() + 4, "/");
}

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
  message.set_detail(entry.detail);
  return message;
}

// Whether the resource is anything but an unannounced visit, or what belongs to one, that the
// viewer does not know of.
absl::StatusOr<bool> MayKnowOf(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                               const std::string& resource) {
  const std::string name = ReviewOf(resource);
  if (name.empty()) return true;
  auto review = store.reviews.Get(tx, name);
  if (absl::IsNotFound(review.status())) return true;
  if (!review.ok()) return review.status();
  return !IsHidden(*review) || SightOf(viewer, *review) != Sight::kNone;
}

// What the request asks for, from the first page on.
access::AuditQuery QueryOf(const v1::ListAuditEntriesRequest& request, int page_size) {
  access::AuditQuery query;
  query.limit = page_size;
  query.region = request.parent();
  query.subject = request.subject();
  if (request.has_start_time()) query.start = ToTime(request.start_time());
  if (request.has_end_time()) query.end = ToTime(request.end_time());
  return query;
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
  access::AuditQuery query = QueryOf(request, *page_size);
  const std::string context = TokenContext(call, request);
  if (!request.page_token().empty()) {
    const auto content = sealer_.Unseal(request.page_token(), context);
    if (!content || !absl::SimpleAtoi(*content, &query.before)) {
      return errors::Make(errors::v1::ERROR_REASON_PAGE_TOKEN_INVALID,
                          "the page token is not of this list");
    }
  }
  auto viewer = ViewerNow(context_, call.caller);
  if (!viewer.ok()) return viewer.status();
  query.shows = [&](storage::Transaction& tx, const access::AuditEntry& entry) {
    return MayKnowOf(tx, context_.store, *viewer, entry.resource);
  };
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

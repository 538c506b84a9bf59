#include "common/errors/errors.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "google/rpc/error_details.pb.h"

namespace peerchallenge::errors {
namespace {

constexpr size_t kMaxShown = 20;
constexpr size_t kMaxGotBytes = 100;

template <typename Detail>
std::string TypeUrl() {
  return absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name());
}

template <typename Detail>
void Attach(absl::Status& status, const Detail& detail) {
  status.SetPayload(TypeUrl<Detail>(), absl::Cord(detail.SerializeAsString()));
}

// "ERROR_REASON_FIELD_INVALID" -> "FIELD_INVALID".
std::string ReasonName(ErrorReason reason) {
  const std::string& name = v1::ErrorReason_Name(reason);
  return std::string(absl::StripPrefix(name, "ERROR_REASON_"));
}

std::string Shorten(absl::string_view got) {
  if (got.size() <= kMaxGotBytes) return std::string(got);
  size_t end = kMaxGotBytes;
  while (end > 0 && (static_cast<unsigned char>(got[end]) & 0xC0) == 0x80)
    --end;  // not within a character of UTF-8
  return absl::StrCat(got.substr(0, end), "... (", got.size(), " bytes)");
}

void AttachRetry(absl::Status& status, absl::Duration retry_after) {
  google::rpc::RetryInfo details;
  const int64_t nanos = absl::ToInt64Nanoseconds(retry_after);
  details.mutable_retry_delay()->set_seconds(nanos / 1'000'000'000);
  details.mutable_retry_delay()->set_nanos(static_cast<int32_t>(nanos % 1'000'000'000));
  Attach(status, details);
}

}  // namespace

absl::StatusCode CodeOf(ErrorReason reason) {
  switch (reason) {
    case v1::ERROR_REASON_FIELD_INVALID:
    case v1::ERROR_REASON_MALFORMED_REQUEST:
    case v1::ERROR_REASON_PAGE_TOKEN_INVALID:
    case v1::ERROR_REASON_RESUME_TOKEN_INVALID:
    case v1::ERROR_REASON_REQUEST_ID_REUSED:
    case v1::ERROR_REASON_PROBLEM_MALFORMED:
    case v1::ERROR_REASON_DIGEST_MISMATCH:
      return absl::StatusCode::kInvalidArgument;
    case v1::ERROR_REASON_CREDENTIALS_MISSING:
    case v1::ERROR_REASON_TOKEN_INVALID:
    case v1::ERROR_REASON_TOKEN_EXPIRED:
      return absl::StatusCode::kUnauthenticated;
    case v1::ERROR_REASON_PERMISSION_MISSING:
      return absl::StatusCode::kPermissionDenied;
    case v1::ERROR_REASON_RESOURCE_NOT_FOUND:
      return absl::StatusCode::kNotFound;
    case v1::ERROR_REASON_RESOURCE_EXISTS:
    case v1::ERROR_REASON_CONTENT_DIFFERS:
      return absl::StatusCode::kAlreadyExists;
    case v1::ERROR_REASON_ETAG_MISMATCH:
    case v1::ERROR_REASON_OFFSET_MISMATCH:
    case v1::ERROR_REASON_WATCHER_TOO_SLOW:
      return absl::StatusCode::kAborted;
    case v1::ERROR_REASON_WRONG_STATE:
    case v1::ERROR_REASON_RULE_BROKEN:
    case v1::ERROR_REASON_INTEREST_BARS:
    case v1::ERROR_REASON_REFERENCE_BROKEN:
      return absl::StatusCode::kFailedPrecondition;
    case v1::ERROR_REASON_OVERLOADED:
    case v1::ERROR_REASON_REQUEST_TOO_LARGE:
    case v1::ERROR_REASON_QUOTA_EXCEEDED:
      return absl::StatusCode::kResourceExhausted;
    case v1::ERROR_REASON_DEADLINE_EXCEEDED:
      return absl::StatusCode::kDeadlineExceeded;
    case v1::ERROR_REASON_CANCELLED:
      return absl::StatusCode::kCancelled;
    case v1::ERROR_REASON_DRAINING:
    case v1::ERROR_REASON_STORAGE_UNAVAILABLE:
    case v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE:
      return absl::StatusCode::kUnavailable;
    case v1::ERROR_REASON_RESUME_TOKEN_TOO_OLD:
      return absl::StatusCode::kOutOfRange;
    case v1::ERROR_REASON_METHOD_UNKNOWN:
      return absl::StatusCode::kUnimplemented;
    case v1::ERROR_REASON_DATA_CORRUPT:
      return absl::StatusCode::kDataLoss;
    case v1::ERROR_REASON_UNSPECIFIED:
    case v1::ERROR_REASON_INTERNAL:
    case v1::ErrorReason_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ErrorReason_INT_MAX_SENTINEL_DO_NOT_USE_:
      return absl::StatusCode::kInternal;
  }
  return absl::StatusCode::kInternal;  // a number outside the enum
}

absl::Status Make(ErrorReason reason, absl::string_view message, const Metadata& metadata) {
  absl::Status status(CodeOf(reason), message);
  google::rpc::ErrorInfo info;
  info.set_reason(ReasonName(reason));
  info.set_domain(std::string(kDomain));
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  Attach(status, info);
  return status;
}

absl::Status InvalidFields(const std::vector<FieldViolation>& violations) {
  google::rpc::BadRequest details;
  std::vector<std::string> sentences;
  for (size_t i = 0; i < std::min(violations.size(), kMaxShown); ++i) {
    const FieldViolation& violation = violations[i];
    const std::string description =
        absl::StrCat("got '", Shorten(violation.got), "', wanted ", violation.wanted);
    auto* entry = details.add_field_violations();
    entry->set_field(violation.field);
    entry->set_description(description);
    sentences.push_back(absl::StrCat(violation.field, ": ", description));
  }
  if (violations.size() > kMaxShown) {
    sentences.push_back(absl::StrCat("and ", violations.size() - kMaxShown, " more"));
  }
  absl::Status status = Make(v1::ERROR_REASON_FIELD_INVALID, absl::StrJoin(sentences, "; "),
                             {{"field", violations.front().field}});
  Attach(status, details);
  return status;
}

absl::Status InvalidField(absl::string_view field, absl::string_view got,
                          absl::string_view wanted) {
  return InvalidFields({{std::string(field), std::string(got), std::string(wanted)}});
}

absl::Status NotFound(absl::string_view name) {
  return Make(v1::ERROR_REASON_RESOURCE_NOT_FOUND, absl::StrCat("no '", Shorten(name), "'"));
}

absl::Status Exists(absl::string_view name) {
  return Make(v1::ERROR_REASON_RESOURCE_EXISTS, absl::StrCat("'", name, "' exists already"));
}

absl::Status EtagMismatch(absl::string_view name) {
  return Make(v1::ERROR_REASON_ETAG_MISMATCH,
              absl::StrCat("'", name, "' has changed since it was read; read it again"));
}

absl::Status WrongState(absl::string_view name, absl::string_view is, absl::string_view needed) {
  absl::Status status = Make(v1::ERROR_REASON_WRONG_STATE,
                             absl::StrCat("'", name, "' is ", is, "; this step needs ", needed),
                             {{"state", std::string(is)}});
  google::rpc::PreconditionFailure details;
  auto* violation = details.add_violations();
  violation->set_type("STATE");
  violation->set_subject(std::string(name));
  violation->set_description(absl::StrCat("is ", is, ", needs ", needed));
  Attach(status, details);
  return status;
}

absl::Status RulesBroken(const std::vector<RuleViolation>& violations) {
  google::rpc::PreconditionFailure details;
  std::vector<std::string> sentences;
  for (size_t i = 0; i < std::min(violations.size(), kMaxShown); ++i) {
    const RuleViolation& violation = violations[i];
    auto* entry = details.add_violations();
    entry->set_type(violation.rule);
    entry->set_subject(violation.subject);
    entry->set_description(violation.description);
    sentences.push_back(absl::StrCat(violation.rule, ": ", violation.description));
  }
  absl::Status status = Make(v1::ERROR_REASON_RULE_BROKEN, absl::StrJoin(sentences, "; "));
  Attach(status, details);
  return status;
}

absl::Status ReferenceBroken(absl::string_view name, absl::string_view message) {
  return Make(v1::ERROR_REASON_REFERENCE_BROKEN, message, {{"name", std::string(name)}});
}

absl::Status QuotaExceeded(absl::string_view quota, absl::string_view message) {
  return Make(v1::ERROR_REASON_QUOTA_EXCEEDED, message, {{"quota", std::string(quota)}});
}

absl::Status QuotaExceeded(absl::string_view quota, absl::string_view message,
                           absl::Duration retry_after) {
  absl::Status status = QuotaExceeded(quota, message);
  AttachRetry(status, retry_after);
  return status;
}

absl::Status Overloaded(absl::Duration retry_after) {
  absl::Status status =
      Make(v1::ERROR_REASON_OVERLOADED, "the server has as much work as it takes");
  AttachRetry(status, retry_after);
  return status;
}

ErrorReason ReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload(TypeUrl<google::rpc::ErrorInfo>());
  google::rpc::ErrorInfo info;
  ErrorReason reason = v1::ERROR_REASON_UNSPECIFIED;
  if (payload && info.ParseFromString(std::string(*payload)) && info.domain() == kDomain) {
    v1::ErrorReason_Parse(absl::StrCat("ERROR_REASON_", info.reason()), &reason);
  }
  return reason;
}

}  // namespace peerchallenge::errors

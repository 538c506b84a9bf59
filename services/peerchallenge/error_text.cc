#include "services/peerchallenge/error_text.h"

#include <map>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"
#include "services/peerchallenge/json.h"

namespace peerchallenge::cli {
namespace {

// The detail of this type that the status carries, or an empty one.
template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const std::string url = absl::StrCat("type.googleapis.com/", Detail::descriptor()->full_name());
  if (const auto payload = status.GetPayload(url)) detail.ParseFromString(std::string(*payload));
  return detail;
}

// In the order of their keys.
std::map<std::string, std::string> MetadataOf(const google::rpc::ErrorInfo& info) {
  return {info.metadata().begin(), info.metadata().end()};
}

std::string RetryDelay(const absl::Status& status) {
  const auto retry = DetailOf<google::rpc::RetryInfo>(status);
  if (!retry.has_retry_delay()) return "";
  return google::protobuf::util::TimeUtil::ToString(retry.retry_delay());
}

std::vector<std::string> FieldObjects(const absl::Status& status) {
  std::vector<std::string> fields;
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  for (const auto& field : bad_request.field_violations()) {
    fields.push_back(JsonObject(
        {{"field", JsonString(field.field())}, {"problem", JsonString(field.description())}}));
  }
  return fields;
}

std::vector<std::string> PreconditionObjects(const absl::Status& status) {
  std::vector<std::string> rules;
  const auto failure = DetailOf<google::rpc::PreconditionFailure>(status);
  for (const auto& rule : failure.violations()) {
    rules.push_back(JsonObject({{"rule", JsonString(rule.type())},
                                {"subject", JsonString(rule.subject())},
                                {"problem", JsonString(rule.description())}}));
  }
  return rules;
}

}  // namespace

std::string RenderError(const absl::Status& status, const std::string& request_id) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  std::string text =
      absl::StrCat(absl::StatusCodeToString(status.code()), info.reason().empty() ? "" : " (",
                   info.reason(), info.reason().empty() ? "" : ")", ": ", status.message(), "\n");
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  for (const auto& field : bad_request.field_violations()) {
    absl::StrAppend(&text, "  field  ", field.field(), ": ", field.description(), "\n");
  }
  const auto failure = DetailOf<google::rpc::PreconditionFailure>(status);
  for (const auto& rule : failure.violations()) {
    absl::StrAppend(&text, "  ", rule.type(), "  ", rule.subject(), ": ", rule.description(), "\n");
  }
  for (const auto& [key, value] : MetadataOf(info)) {
    absl::StrAppend(&text, "  ", key, " = ", value, "\n");
  }
  if (const std::string delay = RetryDelay(status); !delay.empty()) {
    absl::StrAppend(&text, "  come again in ", delay, "\n");
  }
  if (!request_id.empty()) absl::StrAppend(&text, "  request id ", request_id, "\n");
  return text;
}

std::string ErrorJson(const absl::Status& status, const std::string& request_id) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  std::vector<std::pair<std::string, std::string>> members;
  members.emplace_back("code", JsonString(absl::StatusCodeToString(status.code())));
  if (!info.reason().empty()) members.emplace_back("reason", JsonString(info.reason()));
  members.emplace_back("message", JsonString(std::string(status.message())));
  if (const auto fields = FieldObjects(status); !fields.empty()) {
    members.emplace_back("fields", JsonArray(fields));
  }
  if (const auto rules = PreconditionObjects(status); !rules.empty()) {
    members.emplace_back("preconditions", JsonArray(rules));
  }
  std::vector<std::pair<std::string, std::string>> metadata;
  for (const auto& [key, value] : MetadataOf(info)) metadata.emplace_back(key, JsonString(value));
  if (!metadata.empty()) members.emplace_back("metadata", JsonObject(metadata));
  const std::string delay = RetryDelay(status);
  if (!delay.empty()) members.emplace_back("retryDelay", JsonString(delay));
  if (!request_id.empty()) members.emplace_back("requestId", JsonString(request_id));
  return JsonObject({{"error", JsonObject(members)}});
}

ExitCode ReportFailure(const absl::Status& status, const std::string& request_id, bool json,
                       Console& console) {
  if (json) {
    console.out << ErrorJson(status, request_id) << "\n";
  } else {
    console.err << RenderError(status, request_id);
  }
  return ExitCodeOf(status);
}

ExitCode ReportLocalError(const absl::Status& status, ExitCode code, bool json, Console& console) {
  if (json) {
    console.out << ErrorJson(status, "") << "\n";
  } else {
    console.err << "peerchallenge: " << status.message() << "\n";
  }
  return code;
}

ExitCode ReportBadInput(const absl::Status& status, bool json, Console& console) {
  return ReportLocalError(status, ExitCode::kUsage, json, console);
}

}  // namespace peerchallenge::cli

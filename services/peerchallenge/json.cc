#include "services/peerchallenge/json.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/wrappers.pb.h"

namespace peerchallenge::cli {
namespace {

// protobuf says "(weeks[0]) starDate: Cannot find field."; people want to hear that the field is
// unknown.
std::string InWords(const std::string& problem) {
  std::string first_line = problem.substr(0, problem.find('\n'));
  absl::string_view text = first_line;
  if (!absl::ConsumeSuffix(&text, ": Cannot find field.")) return first_line;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(' ', 1));
  if (parts.second.empty()) return absl::StrCat("unknown field '", text, "'");
  const std::string place = absl::StrReplaceAll(parts.first, {{"(", ""}, {")", ""}});
  return absl::StrCat("unknown field '", parts.second, "' in ", place);
}

}  // namespace

absl::Status ParseJson(const std::string& text, const std::string& source,
                       google::protobuf::Message& message) {
  const auto status = google::protobuf::util::JsonStringToMessage(text, &message);
  if (status.ok()) return absl::OkStatus();
  return errors::Make(errors::v1::ERROR_REASON_FIELD_INVALID,
                      absl::StrCat(source, " is not a ", message.GetDescriptor()->name(),
                                   " as JSON: ", InWords(status.message().ToString())));
}

std::string FormatJson(const google::protobuf::Message& message, JsonStyle style) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = style == JsonStyle::kPretty;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  // Fails only for an Any whose type this binary does not know: show what there is.
  return status.ok() ? text : absl::StrCat("{\"unprintable\":", JsonString(status.ToString()), "}");
}

std::string JsonString(const std::string& text) {
  google::protobuf::StringValue value;
  value.set_value(text);
  return FormatJson(value, JsonStyle::kLine);
}

std::string JsonObject(const std::vector<std::pair<std::string, std::string>>& members) {
  std::vector<std::string> entries;
  entries.reserve(members.size());
  for (const auto& [name, value] : members) {
    entries.push_back(absl::StrCat(JsonString(name), ":", value));
  }
  return absl::StrCat("{", absl::StrJoin(entries, ","), "}");
}

std::string JsonArray(const std::vector<std::string>& values) {
  return absl::StrCat("[", absl::StrJoin(values, ","), "]");
}

}  // namespace peerchallenge::cli

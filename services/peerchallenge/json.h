#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

// Messages as JSON, in the proto3 mapping.
namespace peerchallenge::cli {

enum class JsonStyle { kPretty, kLine };

// Reads one message. Unknown fields, wrong types and anything behind the message are refused:
// FIELD_INVALID that says where in `source` (a file's name, for example) and what was wrong.
absl::Status ParseJson(const std::string& text, const std::string& source,
                       google::protobuf::Message& message);

// The message as text; kPretty ends with a line break, kLine has none.
std::string FormatJson(const google::protobuf::Message& message, JsonStyle style);

// A string as a JSON string, quotes included.
std::string JsonString(const std::string& text);
// An object and an array of values that are JSON already.
std::string JsonObject(const std::vector<std::pair<std::string, std::string>>& members);
std::string JsonArray(const std::vector<std::string>& values);

}  // namespace peerchallenge::cli

#pragma once

#include <string>

#include "absl/status/status.h"
#include "services/peerchallenge/console.h"

// Errors as people and scripts read them.
namespace peerchallenge::cli {

// Several lines: code and reason, the message, then one line for each field, broken rule and fact,
// when to come again, and the request id (left out when empty) under which the server's log tells
// more.
std::string RenderError(const absl::Status& status, const std::string& request_id);

// The same as one line of JSON: {"error": {"code", "reason", "message", "fields": [{"field",
// "problem"}], "preconditions": [{"rule", "subject", "problem"}], "metadata": {}, "retryDelay":
// "1s", "requestId"}}; what is empty is left out.
std::string ErrorJson(const absl::Status& status, const std::string& request_id);

// Tells of a failed call, as JSON on `out` or in words on `err`, and gives its exit code.
ExitCode ReportFailure(const absl::Status& status, const std::string& request_id, bool json,
                       Console& console);

// Tells of something that went wrong on this side, without code and reason in words; gives `code`.
ExitCode ReportLocalError(const absl::Status& status, ExitCode code, bool json, Console& console);

// The same for an input that cannot be used: kUsage.
ExitCode ReportBadInput(const absl::Status& status, bool json, Console& console);

}  // namespace peerchallenge::cli

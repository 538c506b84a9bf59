#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"

namespace peerchallenge::validation {

// Reads a date exactly as "YYYY-MM-DD" between 1900 and 2200; nothing for anything else, such as 30
// February.
std::optional<absl::CivilDay> ParseDay(std::string_view text);
std::string FormatDay(absl::CivilDay day);

}  // namespace peerchallenge::validation

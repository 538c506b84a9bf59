#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/errors/errors.h"

// Values of enums as people type and read them.
namespace peerchallenge::cli {

// "team-manager" or "SOURCE_CLASS_TEAM_MANAGER" -> the latter, for an enum with that prefix.
std::string EnumName(const std::string& text, const std::string& prefix);

// "SUPPORT_SINGLE_SOURCE" -> "single source".
std::string InWords(absl::string_view name, absl::string_view prefix);

// The value that a flag names; FIELD_INVALID for none. `parse` is the enum's own.
template <typename Enum, typename Parse>
absl::StatusOr<Enum> ParseEnum(const std::string& text, const std::string& prefix,
                               const std::string& flag, const std::string& wanted, Parse parse) {
  Enum value = {};
  if (parse(EnumName(text, prefix), &value) && static_cast<int>(value) != 0) return value;
  return errors::InvalidField(flag, text, wanted);
}

}  // namespace peerchallenge::cli

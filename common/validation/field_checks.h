#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/errors/errors.h"

namespace peerchallenge::validation {

// Collects what is wrong with a request, so that one answer names all of it, each field once with
// the first thing that is wrong with it:
//
//   FieldChecks checks;
//   checks.Text("region.display_name", region.display_name(), 1, 200);
//   if (auto status = checks.Result(); !status.ok()) return status;
class FieldChecks {
 public:
  // Anything else: `wanted` says what would have been right.
  void That(bool holds, std::string_view field, std::string_view got, std::string_view wanted);
  // `min` to `max` bytes of UTF-8 without control characters other than line breaks and tabs.
  void Text(std::string_view field, std::string_view value, size_t min, size_t max);
  // `min` to `max`, both included.
  void Range(std::string_view field, int64_t value, int64_t min, int64_t max);
  // At most `max` entries.
  void Count(std::string_view field, int count, int max);
  // An id that a client chooses (see IsId).
  void Id(std::string_view field, std::string_view value);
  // A name of the pattern's form (see MatchName).
  void Name(std::string_view field, std::string_view value, std::string_view pattern);
  // The same, of something below `parent`.
  void NameBelow(std::string_view field, std::string_view value, std::string_view pattern,
                 std::string_view parent);
  // A date; gives it when it is one.
  std::optional<absl::CivilDay> Day(std::string_view field, std::string_view value);
  // A date or nothing.
  std::optional<absl::CivilDay> OptionalDay(std::string_view field, std::string_view value);

  bool ok() const { return violations_.empty(); }
  const std::vector<errors::FieldViolation>& violations() const { return violations_; }
  // OK, or FIELD_INVALID with all violations.
  absl::Status Result() const;

 private:
  std::vector<errors::FieldViolation> violations_;
};

}  // namespace peerchallenge::validation

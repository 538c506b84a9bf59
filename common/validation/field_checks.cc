#include "common/validation/field_checks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::validation {
namespace {

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7f;
}

std::string InWords(std::string_view pattern) {
  std::string words;
  for (const char c : pattern) {
    if (c == '*') {
      words += "{id}";
    } else if (c == '#') {
      words += "{GSS code}";
    } else {
      words += c;
    }
  }
  return words;
}

}  // namespace

void FieldChecks::That(bool holds, std::string_view field, std::string_view got,
                       std::string_view wanted) {
  const bool named =
      std::any_of(violations_.begin(), violations_.end(),
                  [field](const auto& violation) { return violation.field == field; });
  if (holds || named) return;
  violations_.push_back({std::string(field), std::string(got), std::string(wanted)});
}

void FieldChecks::Text(std::string_view field, std::string_view value, size_t min, size_t max) {
  if (value.size() < min || value.size() > max) {
    That(false, field, value, absl::StrCat(min, " to ", max, " bytes of text"));
  }
  That(std::none_of(value.begin(), value.end(), IsControl), field, "control characters",
       "text without control characters");
}

void FieldChecks::Range(std::string_view field, int64_t value, int64_t min, int64_t max) {
  if (value >= min && value <= max) return;
  That(false, field, absl::StrCat(value), absl::StrCat(min, " to ", max));
}

void FieldChecks::Count(std::string_view field, int count, int max) {
  if (count <= max) return;
  That(false, field, absl::StrCat(count, " entries"), absl::StrCat("at most ", max));
}

void FieldChecks::Id(std::string_view field, std::string_view value) {
  That(IsId(value), field, value, "1 to 63 of a-z, 0-9 and '-', a letter or digit at both ends");
}

void FieldChecks::Name(std::string_view field, std::string_view value, std::string_view pattern) {
  if (MatchName(value, pattern)) return;
  That(false, field, value, absl::StrCat("a name of the form ", InWords(pattern)));
}

void FieldChecks::NameBelow(std::string_view field, std::string_view value,
                            std::string_view pattern, std::string_view parent) {
  const bool below = value.size() > parent.size() && value[parent.size()] == '/' &&
                     value.substr(0, parent.size()) == parent;
  if (below && MatchName(value, pattern)) return;
  That(false, field, value,
       absl::StrCat("a name of the form ", InWords(pattern), " below ",
                    absl::string_view(parent.data(), parent.size())));
}

std::optional<absl::CivilDay> FieldChecks::Day(std::string_view field, std::string_view value) {
  const auto day = ParseDay(value);
  That(day.has_value(), field, value, "a date YYYY-MM-DD");
  return day;
}

std::optional<absl::CivilDay> FieldChecks::OptionalDay(std::string_view field,
                                                       std::string_view value) {
  if (value.empty()) return std::nullopt;
  return Day(field, value);
}

absl::Status FieldChecks::Result() const {
  return ok() ? absl::OkStatus() : errors::InvalidFields(violations_);
}

}  // namespace peerchallenge::validation

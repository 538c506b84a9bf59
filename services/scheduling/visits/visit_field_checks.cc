#include "services/scheduling/visits/visit_field_checks.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/names.h"
#include "services/scheduling/planning/clock.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::RepeatedPtrField;
using planning::ParseClock;
using validation::FieldChecks;

void CheckWindow(const v1::TimeWindow& window, const std::string& field, FieldChecks& checks) {
  checks.Day(field + ".date", window.date());
  CheckClock(field + ".start", window.start(), checks);
  CheckClock(field + ".end", window.end(), checks);
  const auto start = ParseClock(window.start());
  const auto end = ParseClock(window.end());
  if (start && end) {
    checks.That(*start < *end, field + ".end", window.end(), "a time after start");
  }
}

}  // namespace

void CheckWindows(const RepeatedPtrField<v1::TimeWindow>& windows, const std::string& field,
                  int max, FieldChecks& checks) {
  checks.Count(field, windows.size(), max);
  for (int i = 0; i < std::min(windows.size(), max); ++i) {
    CheckWindow(windows[i], absl::StrCat(field, "[", i, "]"), checks);
  }
}

void CheckNameOf(const v1::Review& review, const std::string& field, const std::string& name,
                 std::string_view form, FieldChecks& checks) {
  checks.Name(field, name, form);
  const std::string place =
      form == kPersonName ? validation::RegionOf(review.name()) : review.name();
  checks.That(validation::ParentOf(name) == place, field, name,
              absl::StrCat("a name below ", place));
}

void CheckNames(const v1::Review& review, const RepeatedPtrField<std::string>& names,
                const std::string& field, std::string_view form, int max, FieldChecks& checks) {
  checks.Count(field, names.size(), max);
  std::set<std::string> seen;
  for (int i = 0; i < std::min(names.size(), max); ++i) {
    const std::string entry = absl::StrCat(field, "[", i, "]");
    CheckNameOf(review, entry, names[i], form, checks);
    checks.That(seen.insert(names[i]).second, entry, names[i], "a name that is not listed yet");
  }
}

void CheckVisitDate(const v1::Review& review, const std::string& field, const std::string& date,
                    FieldChecks& checks) {
  if (!checks.Day(field, date) || review.start_date().empty()) return;
  checks.That(
      review.start_date() <= date && date <= review.end_date(), field, date,
      absl::StrCat("a day of the review, ", review.start_date(), " to ", review.end_date()));
}

void CheckClock(const std::string& field, const std::string& time, FieldChecks& checks) {
  checks.That(ParseClock(time).has_value(), field, time, "a time HH:MM, 00:00 to 24:00");
}

}  // namespace peerchallenge::scheduling

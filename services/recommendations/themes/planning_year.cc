#include "services/recommendations/themes/planning_year.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/validation/civil_date.h"

namespace peerchallenge::recommendations {

std::optional<YearStart> ParseYearStart(std::string_view text) {
  // 2001 has no 29 February.
  const auto day = validation::ParseDay(absl::StrCat("2001-", std::string(text)));
  if (!day) return std::nullopt;
  return YearStart{day->month(), day->day()};
}

std::string FormatYearStart(const YearStart& start) {
  return absl::StrFormat("%02d-%02d", start.month, start.day);
}

absl::CivilDay PlanningYearOf(absl::CivilDay day, const YearStart& start) {
  const absl::CivilDay begin(day.year(), start.month, start.day);
  return begin <= day ? begin : absl::CivilDay(day.year() - 1, start.month, start.day);
}

}  // namespace peerchallenge::recommendations

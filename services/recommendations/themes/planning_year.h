#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"

namespace peerchallenge::recommendations {

// On which day of each year a region's planning years begin.
struct YearStart {
  int month = 9;
  int day = 1;

  bool operator==(const YearStart&) const = default;
};

// Reads "MM-DD"; nothing for what is not a day of every year.
std::optional<YearStart> ParseYearStart(std::string_view text);
std::string FormatYearStart(const YearStart& start);

// The first day of the planning year that `day` lies in.
absl::CivilDay PlanningYearOf(absl::CivilDay day, const YearStart& start);

}  // namespace peerchallenge::recommendations

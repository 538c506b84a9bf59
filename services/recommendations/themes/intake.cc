#include "services/recommendations/themes/intake.h"

#include "common/validation/civil_date.h"

namespace peerchallenge::recommendations {
namespace {

absl::CivilDay LastDayOf(absl::CivilDay year) {
  return absl::CivilDay(year.year() + 1, year.month(), year.day()) - 1;
}

}  // namespace

Intake TakeIn(const std::vector<LetterThemes>& letters, const TakenIn& before,
              const YearStart& year_start, size_t threshold) {
  Intake intake;
  Authorities authorities;
  for (const LetterThemes& letter : letters) {
    const absl::CivilDay year = PlanningYearOf(letter.issue_day, year_start);
    if (!before.letters.contains(letter.name)) {
      intake.letters.push_back(letter.name);
      authorities.insert(letter.authority);
    } else if (LastDayOf(year) <= before.last_end_date) {
      continue;
    }
    for (const auto& [theme, measure] : letter.says) {
      intake.touches.insert({letter.authority, theme, validation::FormatDay(year), measure});
    }
  }
  if (authorities.size() < threshold) return {};
  return intake;
}

}  // namespace peerchallenge::recommendations

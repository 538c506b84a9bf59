#include "services/recommendations/days_in_words.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace peerchallenge::recommendations {

std::string DayInWords(absl::CivilDay day) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  return absl::FormatTime("%-d %B %Y", absl::FromCivil(day, utc), utc);
}

std::string DaysInWords(absl::CivilDay first, absl::CivilDay last) {
  if (first == last) return DayInWords(first);
  if (absl::CivilMonth(first) == absl::CivilMonth(last)) {
    return absl::StrCat(first.day(), " to ", DayInWords(last));
  }
  return absl::StrCat(DayInWords(first), " to ", DayInWords(last));
}

}  // namespace peerchallenge::recommendations

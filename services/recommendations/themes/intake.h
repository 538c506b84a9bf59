#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/recommendations/themes/counting.h"
#include "services/recommendations/themes/planning_year.h"

// Which letters a release takes in.
namespace peerchallenge::recommendations {

// What an issued letter says of its host. An authority that was succeeded stays itself.
struct LetterThemes {
  std::string name;
  std::string authority;
  absl::CivilDay issue_day;
  std::set<std::pair<std::string, Measure>> says;  // themes, as areas or strengths
};

// The releases until now.
struct TakenIn {
  std::set<std::string> letters;                // by name
  std::optional<absl::CivilDay> last_end_date;  // of the last release that took in any
};

struct Intake {
  std::vector<std::string> letters;  // taken in now, by name
  std::set<Touch> touches;           // that may be counted now
};

// Takes in the letters that no release has taken in, where they are of `threshold` authorities at
// least; otherwise they wait for the next release, and nothing is counted: who knows of the only
// letter between two releases is not to see what it changes. Touches of letters taken in earlier
// come again as long as more letters of their planning year could have come since; later it would
// be told of them that they have waited.
Intake TakeIn(const std::vector<LetterThemes>& letters, const TakenIn& before,
              const YearStart& year_start, size_t threshold);

}  // namespace peerchallenge::recommendations

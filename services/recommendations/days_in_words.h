#pragma once

#include <string>

#include "absl/time/civil_time.h"

namespace peerchallenge::recommendations {

// "9 July 2012".
std::string DayInWords(absl::CivilDay day);
// "9 to 11 July 2012", "30 June to 2 July 2012".
std::string DaysInWords(absl::CivilDay first, absl::CivilDay last);

}  // namespace peerchallenge::recommendations

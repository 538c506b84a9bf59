#include "services/scheduling/planning/clock.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace peerchallenge::scheduling::planning {

std::optional<int> ParseClock(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const size_t i : {size_t{0}, size_t{1}, size_t{3}, size_t{4}}) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return std::nullopt;
  }
  const int hours = 10 * (text[0] - '0') + text[1] - '0';
  const int minutes = 10 * (text[3] - '0') + text[4] - '0';
  if (minutes > 59 || 60 * hours + minutes > kMinutesPerDay) return std::nullopt;
  return 60 * hours + minutes;
}

std::string FormatClock(int minutes) {
  return absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60);
}

}  // namespace peerchallenge::scheduling::planning

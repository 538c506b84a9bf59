#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace peerchallenge::scheduling::planning {

inline constexpr int kMinutesPerDay = 1'440;

// Minutes since midnight of "HH:MM", 00:00 to 24:00; nothing for any other text.
std::optional<int> ParseClock(std::string_view text);

// "HH:MM" of 0 to 1,440 minutes since midnight.
std::string FormatClock(int minutes);

}  // namespace peerchallenge::scheduling::planning

#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "peerchallenge/recommendations/v1/theme.pb.h"

namespace peerchallenge::recommendations {

// Which themes of a region are wider than which.
class ThemeTree {
 public:
  // A theme, its wider one and the one above that.
  static constexpr int kMostLevels = 3;

  ThemeTree() = default;
  explicit ThemeTree(const std::vector<v1::Theme>& themes);

  // A theme and all that are wider, the widest last. A theme that is not in the tree stands alone.
  std::vector<std::string> WithWider(const std::string& theme) const;
  // Whether no theme is wider.
  bool IsWidest(const std::string& theme) const;

  // Whether `theme` may stand below `theme.wider_theme()`: REFERENCE_BROKEN where that is not there
  // or lies below the theme itself, FIELD_INVALID ("theme.wider_theme") where more than kMostLevels
  // levels would come of it.
  absl::Status CheckPlace(const v1::Theme& theme) const;

 private:
  int LevelsBelow(const std::string& theme) const;

  std::map<std::string, std::string> wider_;  // by theme; empty = none
};

}  // namespace peerchallenge::recommendations

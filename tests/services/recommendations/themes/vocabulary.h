#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/errors/errors.h"
#include "peerchallenge/recommendations/v1/theme.pb.h"
#include "services/recommendations/themes/planning_year.h"

namespace peerchallenge::recommendations {

// Figures of fewer authorities are held back.
inline constexpr size_t kThreshold = 3;
inline constexpr YearStart kYearStart = {9, 1};

// "care" -> "regions/em/themes/care"; nothing of nothing.
inline std::string Named(const std::string& id) {
  return id.empty() ? "" : "regions/em/themes/" + id;
}

inline v1::Theme MakeTheme(const std::string& id, const std::string& wider) {
  v1::Theme theme;
  theme.set_name(Named(id));
  theme.set_wider_theme(Named(wider));
  return theme;
}

// Themes by id, each with its wider one.
inline std::vector<v1::Theme> Vocabulary(
    const std::vector<std::pair<std::string, std::string>>& themes) {
  std::vector<v1::Theme> vocabulary;
  for (const auto& [id, wider] : themes) vocabulary.push_back(MakeTheme(id, wider));
  return vocabulary;
}

}  // namespace peerchallenge::recommendations

#include "services/recommendations/themes/theme_tree.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::recommendations {

ThemeTree::ThemeTree(const std::vector<v1::Theme>& themes) {
  for (const v1::Theme& theme : themes) wider_[theme.name()] = theme.wider_theme();
}

std::vector<std::string> ThemeTree::WithWider(const std::string& theme) const {
  std::vector<std::string> path = {theme};
  for (auto at = wider_.find(theme); at != wider_.end() && !at->second.empty();
       at = wider_.find(path.back())) {
    path.push_back(at->second);
  }
  return path;
}

bool ThemeTree::IsWidest(const std::string& theme) const {
  const auto at = wider_.find(theme);
  return at == wider_.end() || at->second.empty();
}

int ThemeTree::LevelsBelow(const std::string& theme) const {
  int levels = 0;
  for (const auto& [other, wider] : wider_) {
    if (wider == theme) levels = std::max(levels, 1 + LevelsBelow(other));
  }
  return levels;
}

absl::Status ThemeTree::CheckPlace(const v1::Theme& theme) const {
  const std::string& wider = theme.wider_theme();
  if (wider.empty()) return absl::OkStatus();
  if (!wider_.contains(wider)) {
    return errors::ReferenceBroken(wider,
                                   absl::StrCat("the wider theme '", wider, "' is not there"));
  }
  const std::vector<std::string> above = WithWider(wider);
  if (std::find(above.begin(), above.end(), theme.name()) != above.end()) {
    return errors::ReferenceBroken(
        wider, absl::StrCat("'", wider, "' is the theme itself or a narrower one of it"));
  }
  const size_t levels = above.size() + 1 + static_cast<size_t>(LevelsBelow(theme.name()));
  if (levels > kMostLevels) {
    return errors::InvalidField("theme.wider_theme", wider,
                                absl::StrCat("a theme that leaves at most ", kMostLevels,
                                             " levels; this would make ", levels));
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::recommendations

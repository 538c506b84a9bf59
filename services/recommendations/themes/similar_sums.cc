#include "services/recommendations/themes/similar_sums.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "services/recommendations/themes/ranking.h"

namespace peerchallenge::recommendations {
namespace {

using Sum = v1::FindSimilarResponse::Sum;

constexpr size_t kMostSums = 20;

Measure MeasureOf(v1::Finding::Kind kind) {
  return kind == v1::Finding::KIND_STRENGTH ? Measure::kStrength : Measure::kArea;
}

size_t NotAmong(const Authorities& named, const Authorities& authorities) {
  return static_cast<size_t>(
      std::count_if(authorities.begin(), authorities.end(),
                    [&](const std::string& authority) { return !named.contains(authority); }));
}

}  // namespace

std::set<std::string> ThemesSpokenOf(const std::set<std::string>& query,
                                     const std::vector<v1::Theme>& themes) {
  std::set<std::string> spoken_of;
  for (const v1::Theme& theme : themes) {
    const Stems words = text::StemsOf(absl::StrCat(theme.display_name(), " ", theme.description()));
    if (std::any_of(words.begin(), words.end(),
                    [&](const std::string& word) { return query.contains(word); })) {
      spoken_of.insert(theme.name());
    }
  }
  return spoken_of;
}

std::vector<Sum> SumUp(const std::set<std::string>& themes, const v1::ThemeRelease& newest,
                       const Counted& counted, const Authorities& named) {
  std::map<std::string, int32_t> figures;
  for (const v1::ThemeRelease::Cell& cell : newest.cells()) {
    if (!themes.contains(cell.theme()) || !cell.year_start_date().empty()) continue;
    const auto whom = counted.find({cell.theme(), "", MeasureOf(cell.kind())});
    if (!cell.has_authorities() || whom == counted.end() ||
        NotAmong(named, whom->second) < static_cast<size_t>(newest.threshold())) {
      continue;
    }
    figures[cell.theme()] = std::max(figures[cell.theme()], cell.authorities());
  }
  std::vector<Sum> sums;
  for (const auto& [theme, authorities] : figures) {
    sums.emplace_back().set_theme(theme);
    sums.back().set_authorities(authorities);
  }
  std::stable_sort(sums.begin(), sums.end(),
                   [](const Sum& a, const Sum& b) { return a.authorities() > b.authorities(); });
  if (sums.size() > kMostSums) sums.resize(kMostSums);
  return sums;
}

}  // namespace peerchallenge::recommendations

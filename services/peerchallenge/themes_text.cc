#include "services/peerchallenge/themes_text.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/enum_text.h"
#include "services/peerchallenge/table.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = recommendations::v1;
using v1::Theme;
using v1::ThemeRelease;
using Cell = ThemeRelease::Cell;

constexpr size_t kCellWidth = 60;

// A theme of the vocabulary and how deep it stands.
struct Placed {
  Theme theme;
  size_t depth = 0;
};

// Narrower themes after the wider one, otherwise in their order.
std::vector<Placed> InOrder(const v1::ListThemesResponse& vocabulary, const std::string& wider = "",
                            size_t depth = 0) {
  std::vector<Placed> placed;
  for (const Theme& theme : vocabulary.themes()) {
    if (theme.wider_theme() != wider) continue;
    placed.push_back({theme, depth});
    const std::vector<Placed> below = InOrder(vocabulary, theme.name(), depth + 1);
    placed.insert(placed.end(), below.begin(), below.end());
  }
  return placed;
}

// A table drops spaces that begin a cell.
std::string Indented(const Placed& placed, const std::string& text) {
  std::string indented;
  for (size_t level = 0; level < placed.depth; ++level) indented += "· ";
  return indented + text;
}

std::string Figure(bool shown, int32_t figure) { return shown ? absl::StrCat(figure) : "-"; }

std::vector<std::string> YearsOf(const ThemeRelease& release) {
  std::set<std::string> years;
  for (const Cell& cell : release.cells()) {
    if (!cell.year_start_date().empty()) years.insert(cell.year_start_date());
  }
  return {years.begin(), years.end()};
}

// The rows of one theme, strengths and then areas.
void AddRows(const Placed& placed, const ThemeRelease& release,
             const std::vector<std::string>& years, Table& table) {
  for (const v1::Finding::Kind kind :
       {v1::Finding::KIND_STRENGTH, v1::Finding::KIND_AREA_FOR_CONSIDERATION}) {
    std::map<std::string, Cell> cells;  // by year
    for (const Cell& cell : release.cells()) {
      if (cell.theme() == placed.theme.name() && cell.kind() == kind) {
        cells[cell.year_start_date()] = cell;
      }
    }
    const Cell& all = cells[""];
    std::vector<std::string> row = {Indented(placed, placed.theme.display_name()),
                                    kind == v1::Finding::KIND_STRENGTH ? "strength" : "area",
                                    Figure(all.has_authorities(), all.authorities())};
    for (const std::string& year : years) {
      row.push_back(Figure(cells[year].has_authorities(), cells[year].authorities()));
    }
    row.push_back(Figure(all.has_delivered(), all.delivered()));
    row.push_back(Figure(all.has_improved(), all.improved()));
    table.AddRow(std::move(row));
  }
}

}  // namespace

std::string VocabularyText(const v1::ListThemesResponse& response) {
  if (response.themes().empty()) return "No themes.\n";
  Table table({{"theme"}, {"name", Align::kLeft, kCellWidth}, {""}});
  for (const Placed& placed : InOrder(response)) {
    table.AddRow({Indented(placed, validation::IdOf(placed.theme.name())),
                  placed.theme.display_name(), placed.theme.retired() ? "retired" : ""});
  }
  return table.Render();
}

std::string ThemeReleaseText(const ThemeRelease& release,
                             const v1::ListThemesResponse& vocabulary) {
  std::string text = absl::StrCat(
      "Themes of letters issued until ", release.end_date(), ", release ",
      validation::IdOf(release.name()), "\n",
      release.has_authorities()
          ? absl::StrCat(release.authorities(), " authorities had a letter.\n")
          : absl::StrCat("Fewer than ", release.threshold(), " authorities had a letter.\n"));
  const std::vector<std::string> years = YearsOf(release);
  std::vector<Column> columns = {
      {"theme", Align::kLeft, kCellWidth}, {"kind"}, {"all years", Align::kRight}};
  for (const std::string& year : years) {
    columns.push_back({absl::StrCat("from ", year), Align::kRight});
  }
  columns.push_back({"delivered", Align::kRight});
  columns.push_back({"improved", Align::kRight});
  Table table(std::move(columns));
  for (const Placed& placed : InOrder(vocabulary)) AddRows(placed, release, years, table);
  if (table.empty()) return text + "No themes.\n";
  return absl::StrCat(text, "\n", table.Render(),
                      "\nAuthorities, at least so many; - where fewer than ", release.threshold(),
                      " could be counted.\n");
}

std::string ThemeReleasesText(const v1::ListThemeReleasesResponse& response) {
  if (response.theme_releases().empty()) return "No releases.\n";
  Table table({{"release"}, {"letters until"}, {"authorities", Align::kRight}});
  for (const ThemeRelease& release : response.theme_releases()) {
    table.AddRow({validation::IdOf(release.name()), release.end_date(),
                  Figure(release.has_authorities(), release.authorities())});
  }
  return table.Render();
}

std::string SimilarText(const v1::FindSimilarResponse& response) {
  std::string text;
  for (const auto& hit : response.hits()) {
    absl::StrAppend(&text, validation::IdOf(hit.authority()), ", ", hit.issue_date(), ", ",
                    hit.recommendation().empty() ? "strength" : "recommendation", "\n");
    for (const std::string& line : WrapWords(hit.text(), 2 * kCellWidth)) {
      absl::StrAppend(&text, "  ", line, "\n");
    }
    if (hit.actions().empty()) continue;
    absl::StrAppend(&text, "  The host's actions: ", absl::StrJoin(hit.actions(), "; "), " (",
                    InWords(v1::Action::Effect_Name(hit.effect()), "EFFECT_"), ")\n");
  }
  if (text.empty()) text = "Nothing similar that names its authority.\n";
  if (response.others().empty()) return text;
  absl::StrAppend(&text, "\nAuthorities that are not named:\n");
  Table table({{"theme"}, {"authorities", Align::kRight}});
  for (const auto& sum : response.others()) {
    table.AddRow({validation::IdOf(sum.theme()), absl::StrCat(sum.authorities())});
  }
  return text + table.Render(2);
}

std::string NamingConsentText(const v1::NamingConsent& consent) {
  const std::string authority = consent.name().substr(0, consent.name().rfind('/'));
  return absl::StrCat(validation::IdOf(authority),
                      consent.consented() ? " may be named beside its findings"
                                          : " is not to be named beside its findings",
                      consent.person().empty() ? "" : absl::StrCat(", says ", consent.person()),
                      ".\n");
}

}  // namespace peerchallenge::cli

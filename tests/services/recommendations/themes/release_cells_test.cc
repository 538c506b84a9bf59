#include "services/recommendations/themes/release_cells.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/recommendations/themes/vocabulary.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using Cell = v1::ThemeRelease::Cell;

// "care 2012-09-01 area 3": what a cell says; "-" for a figure that is not shown.
std::vector<std::string> Said(const std::vector<Cell>& cells) {
  std::vector<std::string> said;
  for (const Cell& cell : cells) {
    std::string text = cell.theme().substr(cell.theme().rfind('/') + 1);
    if (!cell.year_start_date().empty()) text += " " + cell.year_start_date();
    text += cell.kind() == v1::Finding::KIND_STRENGTH ? " strength " : " area ";
    text += cell.has_authorities() ? std::to_string(cell.authorities()) : "-";
    if (cell.has_delivered()) text += " delivered " + std::to_string(cell.delivered());
    if (cell.has_improved()) text += " improved " + std::to_string(cell.improved());
    said.push_back(text);
  }
  return said;
}

void Add(const std::string& authorities, const std::string& theme, const std::string& year,
         Measure measure, std::set<Touch>& touches) {
  for (const char authority : authorities) {
    touches.insert({std::string(1, authority), Named(theme), year, measure});
  }
}

TEST(ReleaseCellsTest, MakeCells_ListsEveryThemeOverAllYearsAndYearsThatAreShown) {
  std::set<Touch> touches;
  Add("abcd", "care", "2011-09-01", Measure::kArea, touches);
  Add("ab", "care", "2012-09-01", Measure::kArea, touches);
  Add("abc", "care", "2012-09-01", Measure::kStrength, touches);
  Add("ab", "schools", "2012-09-01", Measure::kStrength, touches);
  Counted counted;
  const auto cells = MakeCells({.themes = Vocabulary({{"schools", ""}, {"care", ""}, {"pay", ""}}),
                                .touches = touches,
                                .deeds = {}},
                               counted);
  EXPECT_THAT(Said(cells), ElementsAre("care strength 3", "care area 4", "care 2011-09-01 area 4",
                                       "care 2012-09-01 strength 3", "pay strength -", "pay area -",
                                       "schools strength -", "schools area -"));
}

TEST(ReleaseCellsTest, MakeCells_GoesOnFromTheReleaseBefore) {
  std::set<Touch> touches;
  Add("abc", "care", "2011-09-01", Measure::kArea, touches);
  Counted counted;
  const auto themes = Vocabulary({{"care", ""}});
  MakeCells({.themes = themes, .touches = touches, .deeds = {}}, counted);
  EXPECT_THAT(Said(MakeCells({.themes = themes, .touches = {}, .deeds = {}}, counted)),
              ElementsAre("care strength -", "care area 3", "care 2011-09-01 area 3"));
}

TEST(ReleaseCellsTest, MakeCells_TellsWhatBecameOfTheWidestThemes) {
  std::set<Touch> touches;
  Add("abcdef", "homes", "2011-09-01", Measure::kArea, touches);
  std::vector<Deed> deeds;
  for (const char authority : {'a', 'b', 'c', 'd', 'e', 'f'}) {
    deeds.push_back({.authority = std::string(1, authority),
                     .theme = Named("homes"),
                     .delivered = true,
                     .improved = authority < 'd'});
  }
  Counted counted;
  const auto cells = MakeCells(
      {.themes = Vocabulary({{"care", ""}, {"homes", "care"}}), .touches = touches, .deeds = deeds},
      counted);
  EXPECT_THAT(Said(cells), ElementsAre("care strength -", "care area 6 delivered 6 improved 3",
                                       "care 2011-09-01 area 6", "homes strength -", "homes area 6",
                                       "homes 2011-09-01 area 6"));
}

}  // namespace
}  // namespace peerchallenge::recommendations

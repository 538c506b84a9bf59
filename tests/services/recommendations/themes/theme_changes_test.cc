#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/services/recommendations/themes/theme_world.h"

namespace peerchallenge::recommendations {
namespace {

using changes::v1::Change;
using testing::ElementsAre;
using Watching = rpc::Reader<changes::v1::WatchResponse>;

class ThemeChangesTest : public ThemeTest {
 protected:
  Watching Begin(const Who& who) {
    Watching reader = world_.Watch(who);
    Value(reader.Next());
    return reader;
  }
  // The next change that the watcher is told of.
  Change Next(Watching& reader) {
    while (true) {
      const auto response = reader.Next();
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok() || !response->has_value()) return {};
      if ((*response)->has_change()) return (*response)->change();
    }
  }
};

TEST_F(ThemeChangesTest, Watch_TellsOfThemesAndOfReleasesWithoutTheirFigures) {
  Watching board = Begin(kBoard);
  Value(Create("care"));
  IssueAreas("abc", "care");
  Value(Publish("2012-10-01", "first"));
  const Change theme = Next(board);
  EXPECT_EQ(theme.name(), ThemeName("care"));
  EXPECT_EQ(theme.kind(), Change::KIND_CREATED);
  Change release = Next(board);
  while (release.name() != kRegion + "/themeReleases/first") release = Next(board);
  v1::ThemeRelease told;
  ASSERT_TRUE(release.resource().UnpackTo(&told));
  EXPECT_EQ(told.authorities(), 3);
  EXPECT_EQ(told.cells_size(), 0);
}

TEST_F(ThemeChangesTest, Watch_TellsThoseNothingWhoDoNotReadThemes) {
  Watching scrutiny = Begin(kScrutiny);
  Value(Create("care"));
  world_.Issue('a', {.recommendations = {{"Share the tracking.", {"care"}}}});
  // What it may see of the letter comes first.
  EXPECT_EQ(Next(scrutiny).name().substr(0, 20), "regions/em/reviews/a");
}

TEST_F(ThemeChangesTest, Watch_TellsNobodyOfConsents) {
  Watching director = Begin(Director('a'));
  Value(Consent('a'));
  Value(Create("care"));
  EXPECT_EQ(Next(director).name(), ThemeName("care"));
}

}  // namespace
}  // namespace peerchallenge::recommendations

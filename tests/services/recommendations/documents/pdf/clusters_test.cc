#include "services/recommendations/documents/pdf/clusters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "absl/types/span.h"

namespace peerchallenge::documents {
namespace {

using ::testing::ElementsAre;
using Clusters = std::vector<size_t>;

TEST(ClustersTest, TextsOfGlyphs_GivesEachGlyphItsText) {
  EXPECT_THAT(TextsOfGlyphs("aéb", Clusters{0, 1, 3}), ElementsAre("a", "é", "b"));
}

TEST(ClustersTest, TextsOfGlyphs_GivesALigatureAllItsCharacters) {
  EXPECT_THAT(TextsOfGlyphs("office", Clusters{0, 1, 4, 5}), ElementsAre("o", "ffi", "c", "e"));
}

TEST(ClustersTest, TextsOfGlyphs_SharesACluster) {
  EXPECT_THAT(TextsOfGlyphs("q\u0301\u0302x", Clusters{0, 0, 5}),
              ElementsAre("q", "\u0301\u0302", "x"));
}

TEST(ClustersTest, TextsOfGlyphs_GivesEveryGlyphSomething) {
  EXPECT_THAT(TextsOfGlyphs("ab", Clusters{0, 0, 0, 1}), ElementsAre("a", "\u200B", "\u200B", "b"));
}

TEST(ClustersTest, TextsOfGlyphs_LeavesOutOnlyWhatIsBeforeTheFirst) {
  EXPECT_THAT(TextsOfGlyphs("\u200Eab", Clusters{3, 4}), ElementsAre("a", "b"));
  EXPECT_THAT(TextsOfGlyphs("ab\u200D", Clusters{0, 1}), ElementsAre("a", "b\u200D"));
  EXPECT_TRUE(TextsOfGlyphs("\u200E", Clusters{}).empty());
}

}  // namespace
}  // namespace peerchallenge::documents

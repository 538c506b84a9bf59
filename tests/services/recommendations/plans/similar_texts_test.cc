#include "services/recommendations/plans/similar_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Stems as the Snowball stemmer makes them.
Stems Of(const char* stems) { return absl::StrSplit(stems, ' '); }

const Stems kAsked =
    Of("strengthen the offer of mentor for care leaver so that more of them are in work or learn");

TEST(MostSimilar, PutsTheSameAdviceInOtherWordsFirst) {
  const std::vector<Stems> earlier = {
      Of("improv the time of initi health assess"),
      Of("extend mentor to all care leaver who are not in work or learn"),
      Of("make the offer to care leaver known"),
      Of("review how the partnership measur the impact of earli help")};
  EXPECT_THAT(MostSimilar(kAsked, earlier, 20), ElementsAre(1u, 2u));
}

TEST(MostSimilar, FindsNothingInWordsThatSayNothing) {
  EXPECT_THAT(MostSimilar(kAsked, {Of("so that more of them are in the")}, 20), IsEmpty());
  EXPECT_THAT(MostSimilar(Of("of the and"), {Of("of the and")}, 20), IsEmpty());
  EXPECT_THAT(MostSimilar(kAsked, {}, 20), IsEmpty());
}

TEST(MostSimilar, KeepsTheOrderOfEqualsAndTheMost) {
  const Stems other = Of("review early help");
  EXPECT_THAT(MostSimilar(kAsked, {kAsked, other, kAsked, kAsked}, 20), ElementsAre(0u, 2u, 3u));
  EXPECT_THAT(MostSimilar(kAsked, {kAsked, other, kAsked, kAsked}, 2), ElementsAre(0u, 2u));
}

TEST(MostSimilar, WeighsRareWordsMore) {
  // All speak of children; one also of missing ones, as does what is asked.
  const std::vector<Stems> earlier = {Of("plan for children"), Of("trace miss children"),
                                      Of("hear children"), Of("children in need")};
  EXPECT_EQ(MostSimilar(Of("children who go miss"), earlier, 20).front(), 1u);
}

}  // namespace
}  // namespace peerchallenge::recommendations

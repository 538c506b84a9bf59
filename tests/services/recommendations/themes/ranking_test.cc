#include "services/recommendations/themes/ranking.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<size_t> RankTexts(const std::string& query, const std::vector<std::string>& texts) {
  std::vector<Stems> stems;
  for (const std::string& text : texts) stems.push_back(text::StemsOf(text));
  std::vector<const Stems*> places;
  for (const Stems& text : stems) places.push_back(&text);
  return Rank(QueryStems(query), places);
}

TEST(RankingTest, QueryStems_LeavesOutWordsThatSayNothing) {
  EXPECT_THAT(QueryStems("The tracking of the carers"), ElementsAre("carer", "track"));
}

TEST(RankingTest, Rank_GivesOnlyTextsWithAWordOfTheQuery) {
  EXPECT_THAT(RankTexts("tracking", {"Share the register.", "Tracked and shared."}),
              ElementsAre(1));
  EXPECT_THAT(RankTexts("tracking", {}), IsEmpty());
  EXPECT_THAT(RankTexts("", {"Share the register."}), IsEmpty());
}

TEST(RankingTest, Rank_PutsRareWordsFirst) {
  EXPECT_THAT(RankTexts("tracking governors", {"Share tracking.", "Train governors.",
                                               "Keep tracking.", "Begin tracking."}),
              ElementsAre(1, 0, 2, 3));
}

TEST(RankingTest, Rank_PutsTheWordThatSaysMoreOfAShortTextFirst) {
  EXPECT_THAT(RankTexts("governors", {"Train governors in reading the figures of attendance, "
                                      "exclusion and attainment each term.",
                                      "Train governors."}),
              ElementsAre(1, 0));
}

TEST(RankingTest, Rank_PutsMoreWordsOfTheQueryFirst) {
  EXPECT_THAT(RankTexts("train school governors",
                        {"Train carers well.", "Train school governors.", "Train school staff."}),
              ElementsAre(1, 2, 0));
}

}  // namespace
}  // namespace peerchallenge::recommendations

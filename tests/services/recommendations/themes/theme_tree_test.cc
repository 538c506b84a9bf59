#include "services/recommendations/themes/theme_tree.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/recommendations/themes/vocabulary.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;

errors::v1::ErrorReason ReasonOfPlace(const ThemeTree& tree, const std::string& theme,
                                      const std::string& wider) {
  return errors::ReasonOf(tree.CheckPlace(MakeTheme(theme, wider)));
}

TEST(ThemeTreeTest, WithWider_GoesUpToTheWidest) {
  const ThemeTree tree(Vocabulary({{"care", ""}, {"homes", "care"}, {"moves", "homes"}}));
  EXPECT_THAT(tree.WithWider(Named("moves")),
              ElementsAre(Named("moves"), Named("homes"), Named("care")));
  EXPECT_THAT(tree.WithWider(Named("care")), ElementsAre(Named("care")));
  EXPECT_THAT(tree.WithWider(Named("unheard-of")), ElementsAre(Named("unheard-of")));
}

TEST(ThemeTreeTest, IsWidest_HasNoneAbove) {
  const ThemeTree tree(Vocabulary({{"care", ""}, {"homes", "care"}}));
  EXPECT_TRUE(tree.IsWidest(Named("care")));
  EXPECT_FALSE(tree.IsWidest(Named("homes")));
}

TEST(ThemeTreeTest, CheckPlace_WantsTheWiderThemeToBeThere) {
  const ThemeTree tree(Vocabulary({{"care", ""}}));
  EXPECT_EQ(ReasonOfPlace(tree, "homes", "schools"), errors::v1::ERROR_REASON_REFERENCE_BROKEN);
  EXPECT_TRUE(tree.CheckPlace(MakeTheme("homes", "care")).ok());
  EXPECT_TRUE(tree.CheckPlace(MakeTheme("homes", "")).ok());
}

TEST(ThemeTreeTest, CheckPlace_RefusesCircles) {
  const ThemeTree tree(Vocabulary({{"care", ""}, {"homes", "care"}}));
  EXPECT_EQ(ReasonOfPlace(tree, "care", "care"), errors::v1::ERROR_REASON_REFERENCE_BROKEN);
  EXPECT_EQ(ReasonOfPlace(tree, "care", "homes"), errors::v1::ERROR_REASON_REFERENCE_BROKEN);
}

TEST(ThemeTreeTest, CheckPlace_AllowsThreeLevels) {
  const ThemeTree tree(Vocabulary({{"care", ""},
                                   {"homes", "care"},
                                   {"moves", "homes"},
                                   {"schools", ""},
                                   {"exams", "schools"}}));
  EXPECT_EQ(ReasonOfPlace(tree, "new", "moves"), errors::v1::ERROR_REASON_FIELD_INVALID);
  // What lies below a theme moves with it.
  EXPECT_EQ(ReasonOfPlace(tree, "schools", "homes"), errors::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_TRUE(tree.CheckPlace(MakeTheme("schools", "care")).ok());
  EXPECT_TRUE(tree.CheckPlace(MakeTheme("exams", "homes")).ok());
}

}  // namespace
}  // namespace peerchallenge::recommendations

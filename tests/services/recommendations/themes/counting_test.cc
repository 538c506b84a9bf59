#include "services/recommendations/themes/counting.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/recommendations/themes/vocabulary.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Touch Touches(const std::string& authority, const std::string& theme,
              const std::string& year = "2012-09-01") {
  return {authority, Named(theme), year, Measure::kArea};
}

// Each authority is a letter of `authorities`.
std::set<Touch> AllTouched(const std::string& authorities, const std::string& theme,
                           const std::string& year = "2012-09-01") {
  std::set<Touch> touches;
  for (const char authority : authorities) {
    touches.insert(Touches(std::string(1, authority), theme, year));
  }
  return touches;
}

std::set<Touch> operator+(std::set<Touch> a, const std::set<Touch>& b) {
  a.insert(b.begin(), b.end());
  return a;
}

size_t FigureOf(const Counted& counted, const std::string& theme, const std::string& year = "") {
  const auto found = counted.find({Named(theme), year, Measure::kArea});
  return found == counted.end() ? 0 : found->second.size();
}

TEST(CountingTest, CountIn_CountsAuthoritiesNeverMentions) {
  const ThemeTree tree(Vocabulary({{"care", ""}}));
  Counted counted;
  CountIn(AllTouched("abc", "care", "2011-09-01") + AllTouched("abc", "care"), tree, kThreshold,
          counted);
  EXPECT_EQ(FigureOf(counted, "care"), 3u);
  EXPECT_EQ(FigureOf(counted, "care", "2011-09-01"), 3u);
  EXPECT_EQ(FigureOf(counted, "care", "2012-09-01"), 3u);
}

TEST(CountingTest, CountIn_LeavesOutWhatTouchesFewerThanThree) {
  const ThemeTree tree(Vocabulary({{"care", ""}, {"schools", ""}}));
  Counted counted;
  CountIn(AllTouched("ab", "care") + AllTouched("abc", "schools"), tree, kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "care"), 0u);
  EXPECT_EQ(FigureOf(counted, "schools"), 3u);
}

TEST(CountingTest, CountIn_CountsAnAuthorityOnceForTheWiderTheme) {
  const ThemeTree tree(Vocabulary({{"care", ""}, {"homes", "care"}, {"moves", "care"}}));
  Counted counted;
  CountIn(AllTouched("abcd", "homes") + AllTouched("cde", "moves"), tree, kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "homes"), 4u);
  EXPECT_EQ(FigureOf(counted, "moves"), 3u);
  EXPECT_EQ(FigureOf(counted, "care"), 5u);
}

TEST(CountingTest, CountIn_CountsWhatIsLeftOutInNoTotalEither) {
  const ThemeTree tree(Vocabulary({{"care", ""}, {"homes", "care"}, {"moves", "care"}}));
  Counted counted;
  CountIn(AllTouched("abcde", "homes") + AllTouched("fg", "moves"), tree, kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "homes"), 5u);
  EXPECT_EQ(FigureOf(counted, "moves"), 0u);
  // Were it 7, the two could be worked out.
  EXPECT_EQ(FigureOf(counted, "care"), 5u);
}

TEST(CountingTest, CountIn_CountsAnUnshownYearInNoTotal) {
  const ThemeTree tree(Vocabulary({{"care", ""}}));
  Counted counted;
  CountIn(AllTouched("abc", "care", "2011-09-01") + AllTouched("de", "care", "2012-09-01"), tree,
          kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "care", "2012-09-01"), 0u);
  EXPECT_EQ(FigureOf(counted, "care"), 3u);
}

TEST(CountingTest, CountIn_ChangesAFigureByThreeAtLeast) {
  const ThemeTree tree(Vocabulary({{"care", ""}}));
  Counted counted;
  CountIn(AllTouched("abc", "care"), tree, kThreshold, counted);
  CountIn(AllTouched("abcde", "care"), tree, kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "care"), 3u);
  CountIn(AllTouched("abcdef", "care"), tree, kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "care"), 6u);
}

TEST(CountingTest, CountIn_WaitsWhereAWiderFigureWouldChangeByFewer) {
  const ThemeTree tree(Vocabulary({{"care", ""}, {"homes", "care"}, {"moves", "care"}}));
  Counted counted;
  CountIn(AllTouched("abcd", "homes"), tree, kThreshold, counted);
  // Three are new to "moves" but only one to "care".
  const auto both = AllTouched("abcd", "homes") + AllTouched("abe", "moves");
  CountIn(both, tree, kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "moves"), 0u);
  EXPECT_EQ(FigureOf(counted, "care"), 4u);
  // Now three are.
  CountIn(both + AllTouched("fg", "moves"), tree, kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "moves"), 5u);
  EXPECT_EQ(FigureOf(counted, "care"), 7u);
}

TEST(CountingTest, CountIn_KeepsKindsApart) {
  const ThemeTree tree(Vocabulary({{"care", ""}}));
  std::set<Touch> touches = AllTouched("ab", "care");
  for (Touch touch : AllTouched("cde", "care")) {
    touch.measure = Measure::kStrength;
    touches.insert(touch);
  }
  Counted counted;
  CountIn(touches, tree, kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "care"), 0u);
  EXPECT_THAT((counted[{Named("care"), "", Measure::kStrength}]), ElementsAre("c", "d", "e"));
}

TEST(CountingTest, CountIn_LeavesAMovedThemeWhereItCounted) {
  Counted counted;
  CountIn(AllTouched("abc", "moves"), ThemeTree(Vocabulary({{"care", ""}, {"moves", "care"}})),
          kThreshold, counted);
  const ThemeTree moved(Vocabulary({{"care", ""}, {"homes", ""}, {"moves", "homes"}}));
  CountIn(AllTouched("abc", "moves"), moved, kThreshold, counted);
  EXPECT_EQ(FigureOf(counted, "care"), 3u);
  EXPECT_EQ(FigureOf(counted, "moves"), 3u);
}

TEST(CountingTest, CountIn_FollowsTheThreshold) {
  const ThemeTree tree(Vocabulary({{"care", ""}}));
  Counted counted;
  CountIn(AllTouched("abcd", "care"), tree, 5, counted);
  EXPECT_THAT(counted, IsEmpty());
  CountIn(AllTouched("abcde", "care"), tree, 5, counted);
  EXPECT_EQ(FigureOf(counted, "care"), 5u);
}

// Whether every figure stays or gains at least the threshold by counting all of `touches`.
bool IsAcceptable(const std::set<Touch>& touches, const ThemeTree& tree, const Counted& counted) {
  std::map<CellKey, Authorities> gain;
  for (const Touch& touch : touches) {
    for (const std::string& theme : tree.WithWider(touch.theme)) {
      for (const std::string& year : {touch.year, std::string()}) {
        const CellKey key{theme, year, touch.measure};
        const auto before = counted.find(key);
        if (before == counted.end() || !before->second.contains(touch.authority)) {
          gain[key].insert(touch.authority);
        }
      }
    }
  }
  return std::all_of(gain.begin(), gain.end(),
                     [](const auto& figure) { return figure.second.size() >= kThreshold; });
}

// All touches that are in some set which may be counted in whole, by trying every set.
std::set<Touch> LargestAcceptable(const std::set<Touch>& touches, const ThemeTree& tree,
                                  const Counted& counted) {
  const std::vector<Touch> all(touches.begin(), touches.end());
  std::set<Touch> largest;
  for (size_t chosen = 0; chosen < (size_t{1} << all.size()); ++chosen) {
    std::set<Touch> some;
    for (size_t i = 0; i < all.size(); ++i) {
      if ((chosen >> i & 1) != 0) some.insert(all[i]);
    }
    if (IsAcceptable(some, tree, counted)) largest.insert(some.begin(), some.end());
  }
  return largest;
}

void CountAll(const std::set<Touch>& touches, const ThemeTree& tree, Counted& counted) {
  for (const Touch& touch : touches) {
    for (const std::string& theme : tree.WithWider(touch.theme)) {
      counted[{theme, touch.year, touch.measure}].insert(touch.authority);
      counted[{theme, "", touch.measure}].insert(touch.authority);
    }
  }
}

TEST(CountingTest, CountIn_CountsTheLargestSetThatItMay) {
  const ThemeTree tree(
      Vocabulary({{"care", ""}, {"homes", "care"}, {"moves", "homes"}, {"staff", "care"}}));
  const std::string themes[] = {"care", "homes", "moves", "staff"};
  std::mt19937 random(1);
  size_t counted_some = 0;
  for (int round = 0; round < 60; ++round) {
    Counted ours, theirs;
    std::set<Touch> touches;
    for (int release = 0; release < 2; ++release) {
      for (int i = 0; i < 6; ++i) {
        touches.insert(Touches(std::string(1, static_cast<char>('a' + random() % 4)),
                               themes[random() % 4],
                               random() % 4 == 0 ? "2011-09-01" : "2012-09-01"));
      }
      CountIn(touches, tree, kThreshold, ours);
      CountAll(LargestAcceptable(touches, tree, theirs), tree, theirs);
      ASSERT_EQ(ours, theirs);
    }
    if (!ours.empty()) ++counted_some;
  }
  EXPECT_GT(counted_some, 10u);
}

}  // namespace
}  // namespace peerchallenge::recommendations

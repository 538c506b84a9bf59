// Releases over large random worlds: what they must never show, and that they are the same in
// worlds that differ by what they do not count.
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/recommendations/themes/intake.h"
#include "services/recommendations/themes/release_cells.h"
#include "tests/services/recommendations/themes/vocabulary.h"

namespace peerchallenge::recommendations {
namespace {

using Cell = v1::ThemeRelease::Cell;

const std::vector<std::string>& ThemeIds() {
  static const auto& ids =
      *new std::vector<std::string>{"care", "homes", "moves", "carers", "staff", "pay", "schools"};
  return ids;
}

std::vector<v1::Theme> RandomVocabulary() {
  return Vocabulary({{"care", ""},
                     {"homes", "care"},
                     {"moves", "homes"},
                     {"carers", "homes"},
                     {"staff", "care"},
                     {"pay", "staff"},
                     {"schools", ""}});
}

// The letters of three years, and the days on which they are released.
struct RandomWorld {
  explicit RandomWorld(unsigned seed) {
    std::mt19937 random(seed);
    const size_t authorities = 4 + random() % 9;
    for (int letter = 0; letter < 70; ++letter) {
      LetterThemes issued{
          .name = absl::StrCat(letter),
          .authority = std::string(1, static_cast<char>('a' + random() % authorities)),
          .issue_day = absl::CivilDay(2011, 9, 1) + static_cast<int>(random() % 1000),
          .says = {}};
      for (int said = 0; said < 3; ++said) {
        issued.says.emplace(Named(ThemeIds()[random() % ThemeIds().size()]),
                            random() % 3 == 0 ? Measure::kStrength : Measure::kArea);
      }
      letters.push_back(std::move(issued));
    }
    for (int day = 100; day <= 1000; day += 1 + static_cast<int>(random() % 300)) {
      releases.push_back(absl::CivilDay(2011, 9, 1) + day);
    }
  }

  std::vector<LetterThemes> letters;
  std::vector<absl::CivilDay> releases;
};

struct PublishedFigures {
  std::vector<std::vector<Cell>> releases;
  std::vector<std::set<Touch>> candidates;  // of each release
  std::vector<Counted> counted;             // after each
};

PublishedFigures Publish(const RandomWorld& world) {
  PublishedFigures published;
  TakenIn taken;
  Counted counted;
  for (const absl::CivilDay end : world.releases) {
    std::vector<LetterThemes> letters = world.letters;
    std::erase_if(letters, [&](const LetterThemes& letter) { return letter.issue_day > end; });
    const Intake intake = TakeIn(letters, taken, kYearStart, kThreshold);
    if (!intake.letters.empty()) taken.last_end_date = end;
    taken.letters.insert(intake.letters.begin(), intake.letters.end());
    published.releases.push_back(MakeCells({.themes = RandomVocabulary(),
                                            .touches = intake.touches,
                                            .deeds = {},
                                            .threshold = kThreshold},
                                           counted));
    published.candidates.push_back(intake.touches);
    published.counted.push_back(counted);
  }
  return published;
}

std::map<CellKey, int> FiguresOf(const std::vector<Cell>& cells) {
  std::map<CellKey, int> figures;
  for (const Cell& cell : cells) {
    if (!cell.has_authorities()) continue;
    const Measure measure =
        cell.kind() == v1::Finding::KIND_STRENGTH ? Measure::kStrength : Measure::kArea;
    figures[{cell.theme(), cell.year_start_date(), measure}] = cell.authorities();
  }
  return figures;
}

std::string Written(const std::vector<Cell>& cells) {
  std::string text;
  for (const Cell& cell : cells) absl::StrAppend(&text, cell.ShortDebugString(), "\n");
  return text;
}

// Whether a touch counts in all its figures.
bool Counts(const Touch& touch, const Counted& counted) {
  const ThemeTree tree(RandomVocabulary());
  for (const std::string& theme : tree.WithWider(touch.theme)) {
    const auto found = counted.find({theme, touch.year, touch.measure});
    if (found == counted.end() || !found->second.contains(touch.authority)) return false;
  }
  return true;
}

class FiguresWorldsTest : public testing::TestWithParam<unsigned> {
 protected:
  const RandomWorld world_{GetParam()};
  const PublishedFigures published_ = Publish(world_);
};

TEST_P(FiguresWorldsTest, Releases_ShowAndChangeNothingOfFewerThanThree) {
  std::map<CellKey, int> before;
  for (const auto& cells : published_.releases) {
    const std::map<CellKey, int> figures = FiguresOf(cells);
    for (const auto& [key, figure] : figures) {
      EXPECT_GE(figure, 3);
      const int change = figure - before[key];
      EXPECT_TRUE(change == 0 || change >= 3) << key.theme << " " << key.year << " " << change;
    }
    before = figures;
  }
}

TEST_P(FiguresWorldsTest, Releases_CountNobodyWhomNoLetterNames) {
  const std::set<Touch> all = TakeIn(world_.letters, {}, kYearStart, 0).touches;
  const ThemeTree tree(RandomVocabulary());
  Counted truth;
  for (const Touch& touch : all) {
    for (const std::string& theme : tree.WithWider(touch.theme)) {
      truth[{theme, touch.year, touch.measure}].insert(touch.authority);
      truth[{theme, "", touch.measure}].insert(touch.authority);
    }
  }
  for (const auto& [key, authorities] : published_.counted.back()) {
    for (const std::string& authority : authorities) {
      EXPECT_TRUE(truth[key].contains(authority));
    }
  }
}

// Nothing that is counted nowhere can be found out, whoever knows of whichever others.
TEST_P(FiguresWorldsTest, Releases_AreTheSameWithoutAnyOfWhatTheyDoNotCount) {
  std::mt19937 random(GetParam());
  for (const unsigned kept_of_three : {0u, 1u, 2u}) {
    RandomWorld other = world_;
    for (LetterThemes& letter : other.letters) {
      std::erase_if(letter.says, [&](const auto& said) {
        const LetterThemes alone{.name = letter.name,
                                 .authority = letter.authority,
                                 .issue_day = letter.issue_day,
                                 .says = {said}};
        const Touch touch = *TakeIn({alone}, {}, kYearStart, 0).touches.begin();
        return !Counts(touch, published_.counted.back()) && random() % 3 >= kept_of_three;
      });
    }
    const PublishedFigures without = Publish(other);
    for (size_t i = 0; i < published_.releases.size(); ++i) {
      EXPECT_EQ(Written(without.releases[i]), Written(published_.releases[i]));
    }
  }
}

// Nor can it be found out that something waited: the releases are those of a world in which all
// that they count came in when they first counted it.
TEST_P(FiguresWorldsTest, Releases_AreThoseOfAWorldInWhichNothingWaits) {
  Counted counted;
  for (size_t i = 0; i < published_.releases.size(); ++i) {
    std::set<Touch> come;
    for (const Touch& touch : published_.candidates[i]) {
      if (Counts(touch, published_.counted[i]) && !Counts(touch, counted)) come.insert(touch);
    }
    EXPECT_EQ(
        Written(MakeCells(
            {.themes = RandomVocabulary(), .touches = come, .deeds = {}, .threshold = kThreshold},
            counted)),
        Written(published_.releases[i]));
    EXPECT_EQ(counted, published_.counted[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, FiguresWorldsTest, testing::Range(1u, 41u));

TEST(FiguresWorldsTest, Releases_CountMostAndLeaveSomethingOut) {
  size_t counted = 0, all = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const RandomWorld world(seed);
    const PublishedFigures published = Publish(world);
    for (const Touch& touch : TakeIn(world.letters, {}, kYearStart, 0).touches) {
      ++all;
      if (Counts(touch, published.counted.back())) ++counted;
    }
  }
  EXPECT_GT(counted * 2, all);
  EXPECT_LT(counted, all);
}

}  // namespace
}  // namespace peerchallenge::recommendations

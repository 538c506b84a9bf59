// Whether anybody who sees every release, knows how they are made and what one authority knows of
// itself can find out that one or two authorities are behind something.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/recommendations/themes/intake.h"
#include "services/recommendations/themes/release_cells.h"
#include "tests/services/recommendations/themes/attack.h"
#include "tests/services/recommendations/themes/vocabulary.h"

namespace peerchallenge::recommendations {
namespace {

using Cell = v1::ThemeRelease::Cell;

// A vocabulary, and in which planning years releases are published, one after the other.
struct Setting {
  std::vector<v1::Theme> vocabulary;
  std::vector<std::string> touched;  // themes that letters have
  std::vector<int> years;            // of each release

  size_t releases() const { return years.size(); }
  // Releases are a month apart; the last of a planning year is at its end.
  absl::CivilDay EndOf(size_t release) const {
    size_t more = 0;
    while (release + more + 1 < releases() && years[release + more + 1] == years[release]) ++more;
    return absl::CivilDay(years[release] + 1, 9 - static_cast<int>(more), 1) - 1;
  }
};

// What the letters say. Each authority has one before each release, so that it tells nothing who
// has; the pattern tells of each theme that is touched in which of its letters it is, a bit each.
std::vector<LetterThemes> LettersOf(const Setting& setting, const World& world) {
  std::vector<LetterThemes> letters;
  for (size_t authority = 0; authority < world.size(); ++authority) {
    int pattern = world[authority];
    for (size_t release = 0; release < setting.releases(); ++release) {
      LetterThemes letter{.name = absl::StrCat(authority, "-", release),
                          .authority = absl::StrCat(authority),
                          .issue_day = setting.EndOf(release),
                          .says = {}};
      for (const std::string& theme : setting.touched) {
        if (pattern % 2 != 0) letter.says.emplace(theme, Measure::kArea);
        pattern /= 2;
      }
      letters.push_back(std::move(letter));
    }
  }
  return letters;
}

std::vector<LetterThemes> Until(absl::CivilDay day, std::vector<LetterThemes> letters) {
  std::erase_if(letters, [&](const LetterThemes& letter) { return letter.issue_day > day; });
  return letters;
}

int PatternsOf(const Setting& setting) {
  return 1 << (setting.touched.size() * setting.releases());
}

// Whom each figure would count if nothing were held back.
Counted Truth(const std::vector<LetterThemes>& letters, const ThemeTree& tree) {
  Counted truth;
  for (const Touch& touch : TakeIn(letters, {}, kYearStart, 0).touches) {
    for (const std::string& theme : tree.WithWider(touch.theme)) {
      truth[{theme, touch.year, touch.measure}].insert(touch.authority);
      truth[{theme, "", touch.measure}].insert(touch.authority);
    }
  }
  return truth;
}

size_t SizeFrom(const Authorities& authorities, size_t first) {
  return static_cast<size_t>(
      std::count_if(authorities.begin(), authorities.end(),
                    [&](const std::string& authority) { return std::stoul(authority) >= first; }));
}

std::vector<CellKey> AllCells(const Setting& setting) {
  std::set<std::string> years = {""};
  for (const int year : setting.years) years.insert(absl::StrCat(year, "-09-01"));
  std::vector<CellKey> cells;
  for (const v1::Theme& theme : setting.vocabulary) {
    for (const std::string& year : years) cells.push_back({theme.name(), year, Measure::kArea});
  }
  return cells;
}

// Every true figure at every release, and how it changed since the one before.
std::vector<size_t> TrueFiguresAndChanges(const Setting& setting, const World& world,
                                          size_t first) {
  const ThemeTree tree(setting.vocabulary);
  const std::vector<LetterThemes> letters = LettersOf(setting, world);
  std::vector<size_t> secrets;
  Counted before;
  for (size_t release = 0; release < setting.releases(); ++release) {
    Counted truth = Truth(Until(setting.EndOf(release), letters), tree);
    for (const CellKey& key : AllCells(setting)) {
      const size_t now = SizeFrom(truth[key], first);
      secrets.push_back(now);
      secrets.push_back(now - SizeFrom(before[key], first));
    }
    before = std::move(truth);
  }
  return secrets;
}

std::string InWords(const std::vector<Cell>& cells) {
  std::string text = "release\n";
  for (const Cell& cell : cells) {
    if (!cell.has_authorities()) continue;
    absl::StrAppend(&text, cell.theme().substr(cell.theme().rfind('/')), " ",
                    cell.year_start_date(), " ", cell.authorities(), "\n");
  }
  return text;
}

// All releases in words, and whom they count after each.
struct Published {
  std::string text;
  std::vector<Counted> counted;
};

Published PublishAll(const Setting& setting, const World& world) {
  const std::vector<LetterThemes> letters = LettersOf(setting, world);
  Published published;
  TakenIn taken;
  Counted counted;
  for (size_t release = 0; release < setting.releases(); ++release) {
    const absl::CivilDay end = setting.EndOf(release);
    const Intake intake = TakeIn(Until(end, letters), taken, kYearStart, kThreshold);
    taken.letters.insert(intake.letters.begin(), intake.letters.end());
    taken.last_end_date = end;
    published.text += InWords(MakeCells({.themes = setting.vocabulary,
                                         .touches = intake.touches,
                                         .deeds = {},
                                         .threshold = kThreshold},
                                        counted));
    published.counted.push_back(counted);
  }
  return published;
}

std::string Publish(const Setting& setting, const World& world) {
  return PublishAll(setting, world).text;
}

// Of every figure at every release, how many it does not count although they are touched.
std::vector<size_t> Uncounted(const Setting& setting, const World& world, size_t first) {
  const ThemeTree tree(setting.vocabulary);
  const std::vector<LetterThemes> letters = LettersOf(setting, world);
  std::vector<Counted> counted = PublishAll(setting, world).counted;
  std::vector<size_t> secrets;
  for (size_t release = 0; release < setting.releases(); ++release) {
    Counted truth = Truth(Until(setting.EndOf(release), letters), tree);
    for (const CellKey& key : AllCells(setting)) {
      secrets.push_back(SizeFrom(truth[key], first) - SizeFrom(counted[release][key], first));
    }
  }
  return secrets;
}

// What would be published if only figures below the threshold were left out.
std::string PublishWithPlainSuppression(const Setting& setting, const World& world) {
  const ThemeTree tree(setting.vocabulary);
  const std::vector<LetterThemes> letters = LettersOf(setting, world);
  std::string all;
  for (size_t release = 0; release < setting.releases(); ++release) {
    absl::StrAppend(&all, "release\n");
    for (const auto& [key, counts] : Truth(Until(setting.EndOf(release), letters), tree)) {
      if (counts.size() < kThreshold) continue;
      absl::StrAppend(&all, key.theme, " ", key.year, " ", counts.size(), "\n");
    }
  }
  return all;
}

struct AttackCase {
  std::string name;
  Setting setting;
  int authorities = 0;
};

using Publisher = std::string(const Setting&, const World&);
using Secrets = std::vector<size_t>(const Setting&, const World&, size_t);

Attack AttackOn(const AttackCase& attacked, Publisher* publish, Secrets* secrets) {
  const Setting& setting = attacked.setting;
  return {.authorities = attacked.authorities,
          .patterns = PatternsOf(setting),
          .publish = [&, publish](const World& world) { return publish(setting, world); },
          .secrets = [&, secrets](const World& world,
                                  size_t first) { return secrets(setting, world, first); }};
}

std::vector<AttackCase> Cases() {
  const auto one = Vocabulary({{"care", ""}});
  const auto two_parts = Vocabulary({{"care", ""}, {"homes", "care"}, {"moves", "care"}});
  const auto three_parts =
      Vocabulary({{"care", ""}, {"homes", "care"}, {"moves", "care"}, {"staff", "care"}});
  const std::vector<std::string> parts = {Named("homes"), Named("moves")};
  const std::vector<std::string> all_parts = {Named("homes"), Named("moves"), Named("staff")};
  return {
      {"ThreePartsOfATheme", {three_parts, all_parts, {2012}}, 8},
      {"TwoReleasesInOneYear", {two_parts, parts, {2012, 2012}}, 5},
      {"TwoReleasesInTwoYears", {two_parts, parts, {2011, 2012}}, 5},
      {"FourYearsOfOneTheme", {one, {Named("care")}, {2011, 2012, 2013, 2014}}, 5},
      {"FourReleasesInOneYear", {one, {Named("care")}, {2012, 2012, 2012, 2012}}, 5},
      {"ReleasesInAndAcrossYears", {one, {Named("care")}, {2011, 2011, 2012, 2012}}, 5},
  };
}

class FiguresAttackTest : public testing::TestWithParam<AttackCase> {};

TEST_P(FiguresAttackTest, AnybodyWhoTriesAllWorlds_IsNeverCertainOfOneOrTwo) {
  const Found found =
      TryAllWorlds(AttackOn(GetParam(), Publish, TrueFiguresAndChanges), /*insider=*/false);
  EXPECT_GT(found.publications, 2u);
  EXPECT_EQ(found.certain, 0u) << found.example;
}

// Of those whom the figures count an insider knows that they are others; of the rest nothing.
TEST_P(FiguresAttackTest, AnInsiderWhoTriesAllWorlds_IsNeverCertainOfOneOrTwoUncounted) {
  const Found found = TryAllWorlds(AttackOn(GetParam(), Publish, Uncounted), /*insider=*/true);
  EXPECT_EQ(found.certain, 0u) << found.example;
}

// Shows that the attacker is able to.
TEST_P(FiguresAttackTest, AnybodyWhoTriesAllWorlds_WorksOutPlainSuppression) {
  const Found found =
      TryAllWorlds(AttackOn(GetParam(), PublishWithPlainSuppression, TrueFiguresAndChanges),
                   /*insider=*/false);
  EXPECT_GT(found.certain, 0u);
}

INSTANTIATE_TEST_SUITE_P(All, FiguresAttackTest, testing::ValuesIn(Cases()),
                         [](const auto& test) { return test.param.name; });

// What became of a theme that touches all of some authorities. The pattern says for each of two
// releases whether an authority had delivered, and whether it had improved.
enum class Status { kOpen, kDelivered, kImproved };

constexpr int kAuthorities = 7;
constexpr int kReleases = 2;

Status StatusOf(int pattern, int release) {
  return static_cast<Status>(release == 0 ? pattern % 3 : pattern / 3);
}

std::vector<Deed> DeedsAt(const World& world, int release) {
  std::vector<Deed> deeds;
  for (size_t authority = 0; authority < world.size(); ++authority) {
    const Status status = StatusOf(world[authority], release);
    deeds.push_back({.authority = absl::StrCat(authority),
                     .theme = Named("care"),
                     .delivered = status != Status::kOpen,
                     .improved = status == Status::kImproved});
  }
  return deeds;
}

std::string PublishOutcomes(const World& world) {
  const ThemeTree tree(Vocabulary({{"care", ""}}));
  Counted counted;
  for (size_t authority = 0; authority < world.size(); ++authority) {
    counted[{Named("care"), "", Measure::kArea}].insert(absl::StrCat(authority));
  }
  std::string all;
  for (int release = 0; release < kReleases; ++release) {
    const Outcome outcome =
        SettleOutcome(Named("care"), DeedsAt(world, release), tree, kThreshold, counted);
    absl::StrAppend(&all, "delivered ", outcome.delivered.value_or(0), " improved ",
                    outcome.improved.value_or(0), "\n");
  }
  return all;
}

std::string PublishPlainOutcomes(const World& world) {
  std::string all;
  for (int release = 0; release < kReleases; ++release) {
    size_t delivered = 0;
    for (const Deed& deed : DeedsAt(world, release)) delivered += deed.delivered ? 1 : 0;
    absl::StrAppend(&all, "delivered ", delivered < kThreshold ? 0 : delivered, "\n");
  }
  return all;
}

// How many have each status at each release, and how many changed what a figure says of them.
std::vector<size_t> OutcomeSecrets(const World& world, size_t) {
  std::vector<size_t> secrets(3 * kReleases + 2);
  for (const int pattern : world) {
    const Status before = StatusOf(pattern, 0), after = StatusOf(pattern, 1);
    size_t at = 0;
    for (const Status status : {before, after}) {
      secrets[at++] += status == Status::kOpen ? 1 : 0;
      secrets[at++] += status == Status::kDelivered ? 1 : 0;
      secrets[at++] += status == Status::kImproved ? 1 : 0;
    }
    secrets[at++] += (before == Status::kOpen) != (after == Status::kOpen) ? 1 : 0;
    secrets[at++] += (before == Status::kImproved) != (after == Status::kImproved) ? 1 : 0;
  }
  return secrets;
}

TEST(OutcomesAttackTest, AnybodyWhoTriesAllWorlds_IsNeverCertainOfOneOrTwo) {
  const Found found = TryAllWorlds({.authorities = kAuthorities,
                                    .patterns = 9,
                                    .publish = PublishOutcomes,
                                    .secrets = OutcomeSecrets},
                                   /*insider=*/false);
  EXPECT_GT(found.publications, 2u);
  EXPECT_EQ(found.certain, 0u) << found.example;
}

TEST(OutcomesAttackTest, AnybodyWhoTriesAllWorlds_WorksOutPlainSuppression) {
  const Found found = TryAllWorlds({.authorities = kAuthorities,
                                    .patterns = 9,
                                    .publish = PublishPlainOutcomes,
                                    .secrets = OutcomeSecrets},
                                   /*insider=*/false);
  EXPECT_GT(found.certain, 0u);
}

}  // namespace
}  // namespace peerchallenge::recommendations

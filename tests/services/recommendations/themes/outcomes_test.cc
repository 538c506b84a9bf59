#include "services/recommendations/themes/outcomes.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/recommendations/themes/vocabulary.h"

namespace peerchallenge::recommendations {
namespace {

using testing::Eq;
using testing::Optional;

// "abc" -> {"a", "b", "c"}.
Authorities Of(const std::string& letters) {
  Authorities authorities;
  for (const char letter : letters) authorities.insert(std::string(1, letter));
  return authorities;
}

struct SettleCase {
  const char* name;
  const char* whole;
  const char* last;
  const char* now;
  const char* shown;  // null: nothing
  const char* last_after;
};

class SettleTest : public testing::TestWithParam<SettleCase> {};

TEST_P(SettleTest, Settle_ShowsNoSmallGroupAndNoSmallChange) {
  Authorities last = Of(GetParam().last);
  const auto shown = Settle(Of(GetParam().whole), Of(GetParam().now), kThreshold, last);
  if (GetParam().shown == nullptr) {
    EXPECT_EQ(shown, std::nullopt);
  } else {
    EXPECT_THAT(shown, Optional(Of(GetParam().shown)));
  }
  EXPECT_EQ(last, Of(GetParam().last_after));
}

INSTANTIATE_TEST_SUITE_P(
    All, SettleTest,
    testing::Values(
        SettleCase{"FirstOfAll", "abcdef", "", "abc", "abc", "abc"},
        SettleCase{"EveryOne", "abc", "", "abc", "abc", "abc"},
        SettleCase{"TooFew", "abcdef", "", "ab", nullptr, ""},
        SettleCase{"Nobody", "abcdef", "", "", nullptr, ""},
        SettleCase{"TheRestIsTooFew", "abcdef", "", "abcd", nullptr, ""},
        SettleCase{"ChangedByTwo", "abcdefghi", "abc", "abcde", "abc", "abc"},
        SettleCase{"ChangedByThree", "abcdefghi", "abc", "abcdef", "abcdef", "abcdef"},
        SettleCase{"OneCameAndTwoWent", "abcdefghi", "abcd", "abe", "abe", "abe"},
        SettleCase{"FellToFew", "abcdefghi", "abcd", "a", nullptr, "abcd"},
        SettleCase{"CameBackAlmostAsBefore", "abcdefghi", "abcd", "abce", "abcd", "abcd"},
        SettleCase{"RestOfTheChangedIsTooFew", "abcdef", "abc", "bcdef", nullptr, "abc"},
        SettleCase{"LastIsNoPartAnyMore", "abcdef", "abg", "abc", nullptr, "abg"}),
    [](const auto& test) { return test.param.name; });

Deed Delivered(const std::string& authority, const std::string& theme) {
  return {.authority = authority, .theme = Named(theme), .delivered = true};
}
Deed Improved(const std::string& authority, const std::string& theme) {
  return {.authority = authority, .theme = Named(theme), .delivered = true, .improved = true};
}
Deed Open(const std::string& authority, const std::string& theme) {
  return {.authority = authority, .theme = Named(theme)};
}

class SettleOutcomeTest : public testing::Test {
 protected:
  SettleOutcomeTest() { counted_[{Named("care"), "", Measure::kArea}] = Of("abcdef"); }

  Outcome SettleCare(const std::vector<Deed>& deeds) {
    return SettleOutcome(Named("care"), deeds, tree_, kThreshold, counted_);
  }

  const ThemeTree tree_{Vocabulary({{"care", ""}, {"homes", "care"}, {"schools", ""}})};
  Counted counted_;
};

TEST_F(SettleOutcomeTest, SettleOutcome_TellsDeliveredFromImproved) {
  std::vector<Deed> deeds;
  for (const char* authority : {"a", "b", "c"}) deeds.push_back(Delivered(authority, "care"));
  for (const char* authority : {"d", "e", "f"}) deeds.push_back(Improved(authority, "homes"));
  const Outcome outcome = SettleCare(deeds);
  EXPECT_THAT(outcome.delivered, Optional(Eq(6u)));
  EXPECT_THAT(outcome.improved, Optional(Eq(3u)));
}

TEST_F(SettleOutcomeTest, SettleOutcome_WantsAllActionsDelivered) {
  std::vector<Deed> deeds;
  for (const char* authority : {"a", "b", "c", "d"}) deeds.push_back(Delivered(authority, "care"));
  deeds.push_back(Open("d", "homes"));
  deeds.push_back(Open("c", "schools"));  // of another theme
  EXPECT_THAT(SettleCare(deeds).delivered, Optional(Eq(3u)));
}

TEST_F(SettleOutcomeTest, SettleOutcome_TakesWhoDoesNothingForNotDelivered) {
  EXPECT_EQ(SettleCare({}).delivered, std::nullopt);
}

TEST_F(SettleOutcomeTest, SettleOutcome_CountsOnlyThoseTouched) {
  counted_[{Named("care"), "", Measure::kArea}] = Of("abc");
  std::vector<Deed> deeds;
  for (const char* authority : {"a", "b", "c", "x"}) deeds.push_back(Delivered(authority, "care"));
  EXPECT_THAT(SettleCare(deeds).delivered, Optional(Eq(3u)));
}

TEST_F(SettleOutcomeTest, SettleOutcome_TakesWhatMadeThingsWorseForNoImprovement) {
  std::vector<Deed> deeds;
  for (const char* authority : {"a", "b", "c", "d", "e", "f"}) {
    deeds.push_back(Improved(authority, "care"));
  }
  for (const char* authority : {"d", "e", "f"}) {
    Deed worse = Delivered(authority, "homes");
    worse.worse = true;
    deeds.push_back(worse);
  }
  EXPECT_THAT(SettleCare(deeds).improved, Optional(Eq(3u)));
}

TEST_F(SettleOutcomeTest, SettleOutcome_TellsNoImprovementWhereDeliveryIsNotShown) {
  std::vector<Deed> deeds;
  for (const char* authority : {"a", "b", "c", "d", "e"}) {
    deeds.push_back(Improved(authority, "care"));
  }
  const Outcome outcome = SettleCare(deeds);  // one has not delivered
  EXPECT_EQ(outcome.delivered, std::nullopt);
  EXPECT_EQ(outcome.improved, std::nullopt);
}

}  // namespace
}  // namespace peerchallenge::recommendations

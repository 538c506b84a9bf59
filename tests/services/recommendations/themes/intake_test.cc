#include "services/recommendations/themes/intake.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/recommendations/themes/vocabulary.h"

namespace peerchallenge::recommendations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

LetterThemes Letter(const std::string& authority, absl::CivilDay day, const std::string& id = "") {
  return {.name = authority + id,
          .authority = authority,
          .issue_day = day,
          .says = {{Named("care"), Measure::kArea}}};
}

Touch Care(const std::string& authority, const std::string& year) {
  return {authority, Named("care"), year, Measure::kArea};
}

TEST(IntakeTest, TakeIn_PutsLettersInTheirPlanningYear) {
  const Intake intake =
      TakeIn({Letter("a", absl::CivilDay(2012, 8, 31)), Letter("b", absl::CivilDay(2012, 9, 1)),
              Letter("c", absl::CivilDay(2013, 8, 31))},
             {}, kYearStart, kThreshold);
  EXPECT_THAT(intake.letters, ElementsAre("a", "b", "c"));
  EXPECT_THAT(intake.touches, ElementsAre(Care("a", "2011-09-01"), Care("b", "2012-09-01"),
                                          Care("c", "2012-09-01")));
}

TEST(IntakeTest, TakeIn_WaitsForLettersOfThreeAuthorities) {
  const absl::CivilDay day(2012, 10, 1);
  std::vector<LetterThemes> letters = {Letter("a", day), Letter("b", day), Letter("b", day, "2")};
  EXPECT_THAT(TakeIn(letters, {}, kYearStart, kThreshold).letters, IsEmpty());
  EXPECT_THAT(TakeIn(letters, {}, kYearStart, kThreshold).touches, IsEmpty());
  letters.push_back(Letter("c", day));
  EXPECT_THAT(TakeIn(letters, {}, kYearStart, kThreshold).letters, SizeIs(4));
}

TEST(IntakeTest, TakeIn_TakesALetterInOnce) {
  const absl::CivilDay day(2012, 10, 1);
  std::vector<LetterThemes> letters = {Letter("a", day), Letter("b", day), Letter("c", day)};
  const TakenIn before{.letters = {"a", "b", "c"}, .last_end_date = absl::CivilDay(2012, 10, 31)};
  EXPECT_THAT(TakeIn(letters, before, kYearStart, kThreshold).letters, IsEmpty());
  for (const char* authority : {"d", "e", "f"}) letters.push_back(Letter(authority, day + 40));
  const Intake next = TakeIn(letters, before, kYearStart, kThreshold);
  EXPECT_THAT(next.letters, ElementsAre("d", "e", "f"));
  // The planning year goes on: those of before may count together with the new ones.
  EXPECT_THAT(next.touches, SizeIs(6));
}

TEST(IntakeTest, TakeIn_CountsNothingOfAYearThatWasOver) {
  std::vector<LetterThemes> letters = {Letter("a", absl::CivilDay(2012, 8, 30))};
  for (const char* authority : {"d", "e", "f"}) {
    letters.push_back(Letter(authority, absl::CivilDay(2012, 10, 1)));
  }
  const TakenIn in_the_year{.letters = {"a"}, .last_end_date = absl::CivilDay(2012, 8, 30)};
  EXPECT_THAT(TakeIn(letters, in_the_year, kYearStart, kThreshold).touches, SizeIs(4));
  const TakenIn at_its_end{.letters = {"a"}, .last_end_date = absl::CivilDay(2012, 8, 31)};
  EXPECT_THAT(TakeIn(letters, at_its_end, kYearStart, kThreshold).touches, SizeIs(3));
}

TEST(IntakeTest, TakeIn_KeepsAWaitingLetterForTheNextRelease) {
  std::vector<LetterThemes> letters = {Letter("a", absl::CivilDay(2012, 10, 1))};
  const TakenIn before{.letters = {}, .last_end_date = absl::CivilDay(2012, 9, 1)};
  EXPECT_THAT(TakeIn(letters, before, kYearStart, kThreshold).letters, IsEmpty());
  letters.push_back(Letter("b", absl::CivilDay(2013, 10, 1)));
  letters.push_back(Letter("c", absl::CivilDay(2013, 10, 1)));
  const Intake intake = TakeIn(letters, before, kYearStart, kThreshold);
  EXPECT_THAT(intake.letters, ElementsAre("a", "b", "c"));
  EXPECT_TRUE(intake.touches.contains(Care("a", "2012-09-01")));
}

}  // namespace
}  // namespace peerchallenge::recommendations

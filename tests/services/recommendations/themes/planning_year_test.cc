#include "services/recommendations/themes/planning_year.h"

#include "gtest/gtest.h"

namespace peerchallenge::recommendations {
namespace {

TEST(PlanningYearTest, ParseYearStart_TakesDaysOfEveryYear) {
  EXPECT_EQ(ParseYearStart("09-01"), (YearStart{9, 1}));
  EXPECT_EQ(ParseYearStart("12-31"), (YearStart{12, 31}));
  for (const char* wrong : {"", "9-1", "02-29", "13-01", "04-31", "09-01x", "2012-09-01"}) {
    EXPECT_EQ(ParseYearStart(wrong), std::nullopt) << wrong;
  }
}

TEST(PlanningYearTest, FormatYearStart_GivesWhatWasParsed) {
  EXPECT_EQ(FormatYearStart({4, 1}), "04-01");
  EXPECT_EQ(FormatYearStart({}), "09-01");
}

TEST(PlanningYearTest, PlanningYearOf_BeginsOnTheDay) {
  const YearStart start{9, 1};
  EXPECT_EQ(PlanningYearOf(absl::CivilDay(2012, 9, 1), start), absl::CivilDay(2012, 9, 1));
  EXPECT_EQ(PlanningYearOf(absl::CivilDay(2012, 8, 31), start), absl::CivilDay(2011, 9, 1));
  EXPECT_EQ(PlanningYearOf(absl::CivilDay(2013, 1, 1), start), absl::CivilDay(2012, 9, 1));
  EXPECT_EQ(PlanningYearOf(absl::CivilDay(2012, 12, 31), {1, 1}), absl::CivilDay(2012, 1, 1));
}

}  // namespace
}  // namespace peerchallenge::recommendations

#include "services/peerchallenge/day_grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "tests/services/peerchallenge/schedules_fixture.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using Entry = v1::Schedule::Entry;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const DisplayNames kNames = {{"r/venues/hall", "Hall"}, {"r/venues/school", "School"}};

TEST(DayGridTest, DayGrids_GivePeopleWhoDoTheSameOneColumn) {
  const std::string grid = DayGrids(TwoStrands(), kNames);
  EXPECT_THAT(grid, AllOf(HasSubstr("9 Jul 2012"), HasSubstr("a b"), Not(HasSubstr("a b c"))));
}

TEST(DayGridTest, DayGrids_ShowSessionsWaysAndLunchAtTheirTimes) {
  const std::string grid = DayGrids(TwoStrands(), kNames);
  const std::vector<std::string> lines = absl::StrSplit(grid, '\n');
  for (const std::string& line : lines) {
    if (line.find("09:00") != std::string::npos) {
      EXPECT_THAT(line, HasSubstr("Briefing (Hall) to 10:00"));
    }
    if (line.find("10:30") == 2) {
      EXPECT_THAT(line, HasSubstr("Visit (School) to 12:00"));
    }
    if (line.find("12:00") == 2) {
      EXPECT_THAT(line, HasSubstr("lunch to 12:45"));
    }
  }
  EXPECT_THAT(grid, HasSubstr("way to School"));
}

TEST(DayGridTest, ScheduleText_SaysWhereThereIsNothing) {
  EXPECT_THAT(ScheduleText(ScheduleOf("a"), kNames), HasSubstr("nothing"));
  EXPECT_THAT(ScheduleText(TwoStrands()[0], kNames),
              AllOf(HasSubstr("09:00  Briefing (Hall)"), Not(HasSubstr("nothing"))));
}

}  // namespace
}  // namespace peerchallenge::cli

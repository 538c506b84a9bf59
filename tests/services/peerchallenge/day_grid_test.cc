#include "services/peerchallenge/day_grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using Entry = v1::Schedule::Entry;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const DisplayNames kNames = {{"r/venues/hall", "Hall"}, {"r/venues/school", "School"}};

v1::Schedule Of(const std::string& person) {
  v1::Schedule schedule;
  schedule.set_subject("regions/em/people/" + person);
  schedule.set_timetable("r/timetables/1");
  return schedule;
}

void Add(v1::Schedule& schedule, Entry::Kind kind, const std::string& start, const std::string& end,
         const std::string& title = "", const std::string& venue = "") {
  Entry* entry = schedule.add_entries();
  entry->set_kind(kind);
  entry->mutable_time()->set_date("2012-07-09");
  entry->mutable_time()->set_start(start);
  entry->mutable_time()->set_end(end);
  entry->set_display_name(title);
  entry->set_session(title);
  entry->set_venue(venue);
}

// a and b are together all day, c is elsewhere.
std::vector<v1::Schedule> TwoStrands() {
  std::vector<v1::Schedule> schedules{Of("a"), Of("b"), Of("c")};
  for (v1::Schedule& schedule : schedules) {
    Add(schedule, Entry::KIND_SESSION, "09:00", "10:00", "Briefing", "r/venues/hall");
  }
  for (int i = 0; i < 2; ++i) {
    Add(schedules[i], Entry::KIND_TRAVEL, "10:00", "10:30", "", "r/venues/school");
    Add(schedules[i], Entry::KIND_SESSION, "10:30", "12:00", "Visit", "r/venues/school");
  }
  Add(schedules[2], Entry::KIND_LUNCH, "12:00", "12:45");
  return schedules;
}

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
    if (line.find("10:30") == 2) EXPECT_THAT(line, HasSubstr("Visit (School) to 12:00"));
    if (line.find("12:00") == 2) EXPECT_THAT(line, HasSubstr("lunch to 12:45"));
  }
  EXPECT_THAT(grid, HasSubstr("way to School"));
}

TEST(DayGridTest, ScheduleText_SaysWhereThereIsNothing) {
  EXPECT_THAT(ScheduleText(Of("a"), kNames), HasSubstr("nothing"));
  EXPECT_THAT(ScheduleText(TwoStrands()[0], kNames),
              AllOf(HasSubstr("09:00  Briefing (Hall)"), Not(HasSubstr("nothing"))));
}

}  // namespace
}  // namespace peerchallenge::cli

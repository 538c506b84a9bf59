#include "services/peerchallenge/pictures/day_picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>

#include "absl/strings/str_split.h"
#include "tests/services/peerchallenge/schedules_fixture.h"

namespace peerchallenge::cli {
namespace {

using testing::ElementsAre;

DayPictures MakeDays() {
  return {"Timetable of lin, version 1",
          TwoStrands(),
          {{"r/venues/hall", "Hall"}, {"r/venues/school", "School"}},
          ""};
}

std::vector<std::string> TipsOf(const std::string& svg) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(svg.c_str()));
  std::vector<std::string> tips;
  for (const pugi::xml_node box : document.child("svg").children("rect")) {
    if (box.child("title")) tips.emplace_back(box.child("title").text().get());
  }
  return tips;
}

TEST(DayPictureTest, DaysSvg_HasABoxForEachSessionWayAndLunch) {
  EXPECT_THAT(TipsOf(DaysSvg(MakeDays())),
              ElementsAre("09:00–10:00 Briefing\nHall", "10:00–10:30 way, 30 min, to School",
                          "10:30–12:00 Visit\nSchool", "12:00–12:45 lunch to 12:45"));
}

TEST(DayPictureTest, DaysSvg_OfADayWithoutAnythingIsEmpty) {
  DayPictures days = MakeDays();
  days.date = "2012-07-10";
  EXPECT_THAT(TipsOf(DaysSvg(days)), ElementsAre());
}

TEST(DayPictureTest, DaysCsv_HasOneRowForEachPersonAndStretchOfTime) {
  DayPictures days = MakeDays();
  days.schedules.erase(days.schedules.begin());
  days.schedules[0].mutable_entries(2)->add_reviewers("regions/em/people/a");
  days.schedules[0].mutable_entries(2)->add_reviewers("regions/em/people/b");
  days.schedules[0].mutable_entries(2)->add_groups("r/participantGroups/staff");
  const std::vector<std::string> lines = absl::StrSplit(DaysCsv(days), "\r\n");
  EXPECT_THAT(lines, ElementsAre("date,start,end,person,what,session,venue,groups,reviewers",
                                 "2012-07-09,09:00,10:00,b,session,Briefing,Hall,,",
                                 "2012-07-09,10:00,10:30,b,way,,School,,",
                                 "2012-07-09,10:30,12:00,b,session,Visit,School,staff,a b",
                                 "2012-07-09,09:00,10:00,c,session,Briefing,Hall,,",
                                 "2012-07-09,12:00,12:45,c,lunch,,,,", ""));
}

}  // namespace
}  // namespace peerchallenge::cli

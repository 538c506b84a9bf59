#include "services/peerchallenge/pictures/day_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/peerchallenge/schedules_fixture.h"

namespace peerchallenge::cli {
namespace {

using Entry = scheduling::v1::Schedule::Entry;
using testing::ElementsAre;
using testing::IsEmpty;

std::string Text(const DayBlock& block) {
  return block.entry.time().start() + " " + block.entry.display_name() + " " +
         std::to_string(block.first_column) + "+" + std::to_string(block.columns);
}

std::vector<std::string> Texts(const DayColumns& day) {
  std::vector<std::string> texts;
  for (const DayBlock& block : day.blocks) texts.push_back(Text(block));
  return texts;
}

TEST(DayColumnsTest, ColumnsOf_MakesOneBlockOfWhatNeighboursDoTogether) {
  const auto days = ColumnsOf(TwoStrands(), "");
  ASSERT_EQ(days.size(), 1u);
  EXPECT_THAT(Texts(days[0]),
              ElementsAre("09:00 Briefing 0+3", "10:00  0+2", "10:30 Visit 0+2", "12:00  2+1"));
}

TEST(DayColumnsTest, ColumnsOf_PutsThoseNextToEachOtherWhoShareMost) {
  auto schedules = TwoStrands();
  std::swap(schedules[1], schedules[2]);
  EXPECT_THAT(ColumnsOf(schedules, "")[0].people,
              ElementsAre("regions/em/people/a", "regions/em/people/b", "regions/em/people/c"));
}

TEST(DayColumnsTest, ColumnsOf_ReachesOverWholeHours) {
  const DayColumns day = ColumnsOf(TwoStrands(), "")[0];
  EXPECT_EQ(day.start, 9 * 60);
  EXPECT_EQ(day.end, 13 * 60);
}

TEST(DayColumnsTest, ColumnsOf_HasTheDaysInOrderOrOnlyTheOneAskedFor) {
  auto schedules = TwoStrands();
  AddEntry(schedules[0], Entry::KIND_SESSION, "09:00", "10:00", "Early", "", "2012-07-08");
  const auto all = ColumnsOf(schedules, "");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].date, "2012-07-08");
  EXPECT_THAT(all[0].people, ElementsAre("regions/em/people/a"));
  ASSERT_EQ(ColumnsOf(schedules, "2012-07-09").size(), 1u);
  EXPECT_THAT(ColumnsOf(schedules, "2012-07-01"), IsEmpty());
}

}  // namespace
}  // namespace peerchallenge::cli

#include "services/peerchallenge/pictures/year_grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/peerchallenge/year_fixture.h"

namespace peerchallenge::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

YearView MakeView() {
  YearView view;
  view.programme.set_start_date("2012-06-27");  // a Wednesday
  view.programme.set_end_date("2012-07-11");
  view.year = MakeYear();
  view.directory = MakeDirectory();
  return view;
}

TEST(YearGridTest, GridOf_HasTheMondaysFromTheFirstDayToTheLast) {
  EXPECT_THAT(GridOf(MakeView()).weeks,
              ElementsAre(absl::CivilDay(2012, 6, 25), absl::CivilDay(2012, 7, 2),
                          absl::CivilDay(2012, 7, 9)));
}

TEST(YearGridTest, GridOf_ReachesToReviewsBeyondTheProgramme) {
  YearView view = MakeView();
  view.year.mutable_entries(0)->set_week_start_date("2012-07-16");
  EXPECT_EQ(GridOf(view).weeks.back(), absl::CivilDay(2012, 7, 16));
}

TEST(YearGridTest, GridOf_MarksHostAndLeadInTheWeek) {
  const YearGrid grid = GridOf(MakeView());
  EXPECT_THAT(grid.authorities, ElementsAre(kHost, kOther));
  ASSERT_EQ(grid.cells.size(), 2u);
  EXPECT_EQ(grid.cells.at({0, 2}), (YearCell{.hosts = {1}}));
  EXPECT_EQ(grid.cells.at({1, 2}), (YearCell{.people = 1, .leads = true}));
  EXPECT_THAT(grid.key, ElementsAre(HasSubstr("Lincolnshire, peer challenge (team agreed), led by "
                                              "Nottinghamshire, director; with partner")));
}

TEST(YearGridTest, GridOf_MarksTheLeadWhereTheTeamIsNotToBeRead) {
  YearView view = MakeView();
  view.year.mutable_entries(0)->clear_team();
  EXPECT_EQ(GridOf(view).cells.at({1, 2}), (YearCell{.leads = true}));
}

TEST(YearGridTest, GridOf_PassesOverMembersWhoLeftTheTeam) {
  YearView view = MakeView();
  view.year.mutable_entries(0)->clear_lead_authority();
  view.year.mutable_entries(0)->mutable_team(0)->set_state(
      scheduling::v1::TeamMember::STATE_DECLINED);
  EXPECT_EQ(GridOf(view).cells.count({1, 2}), 0u);
}

TEST(YearGridTest, GridOf_HasReviewsWithoutAWeekInTheKeyOnly) {
  YearView view = MakeView();
  view.year.mutable_entries(0)->clear_week_start_date();
  const YearGrid grid = GridOf(view);
  EXPECT_TRUE(grid.cells.empty());
  EXPECT_THAT(grid.key, ElementsAre(HasSubstr("not planned")));
}

TEST(YearGridTest, GridOf_ShowsTheGravestEntryOfACalendarInWeeksThatAWorkingDayOfItTouches) {
  using scheduling::v1::CalendarEntry;
  YearView view = MakeView();
  view.year.clear_entries();
  const auto add = [&view](CalendarEntry::Kind kind, const std::string& from,
                           const std::string& to) {
    CalendarEntry* entry = view.directory.authorities[kHost].add_calendar();
    entry->set_kind(kind);
    entry->mutable_dates()->set_start_date(from);
    entry->mutable_dates()->set_end_date(to);
  };
  add(CalendarEntry::KIND_SCHOOL_HOLIDAY, "2012-07-06", "2012-07-08");  // Friday to Sunday
  add(CalendarEntry::KIND_ELECTION, "2012-06-25", "2012-07-07");
  const YearGrid grid = GridOf(view);
  ASSERT_EQ(grid.cells.size(), 2u);
  EXPECT_EQ(grid.cells.at({0, 0}).calendar, YearCell::Calendar::kElection);
  EXPECT_EQ(grid.cells.at({0, 1}).calendar, YearCell::Calendar::kClosed);
}

}  // namespace
}  // namespace peerchallenge::cli

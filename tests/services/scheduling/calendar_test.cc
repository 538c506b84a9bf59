#include "services/scheduling/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::scheduling {
namespace {

using absl::CivilDay;
using testing::ElementsAre;
using testing::IsEmpty;
using v1::CalendarEntry;

constexpr CivilDay kMonday(2012, 7, 9);

v1::DateRange Range(const std::string& start, const std::string& end) {
  v1::DateRange range;
  range.set_start_date(start);
  range.set_end_date(end);
  return range;
}

v1::Authority HostWith(CalendarEntry::Kind kind, const v1::DateRange& dates) {
  v1::Authority host;
  auto* entry = host.add_calendar();
  entry->set_kind(kind);
  *entry->mutable_dates() = dates;
  return host;
}

std::string VisitIn(const std::vector<std::string>& holidays,
                    const std::vector<v1::DateRange>& windows, int days) {
  v1::Region region;
  for (const auto& day : holidays) region.add_bank_holidays(day);
  google::protobuf::RepeatedPtrField<v1::DateRange> suitable(windows.begin(), windows.end());
  const auto visit = VisitDays(region, suitable, kMonday, days);
  return visit ? visit->start_date() + "/" + visit->end_date() : "none";
}

TEST(MondayOf, IsOnOrBeforeTheDay) {
  EXPECT_EQ(MondayOf(kMonday), kMonday);
  EXPECT_EQ(MondayOf(kMonday + 6), kMonday);
  EXPECT_EQ(MondayOf(kMonday - 1), kMonday - 7);
}

TEST(WeekId, CountsAsIso8601AlsoAtTheTurnOfTheYear) {
  EXPECT_EQ(WeekId(kMonday), "2012-W28");
  EXPECT_EQ(WeekId(CivilDay(2012, 12, 31)), "2013-W01");
  EXPECT_EQ(WeekId(CivilDay(2009, 12, 28)), "2009-W53");
  EXPECT_EQ(WeekId(CivilDay(2012, 1, 2)), "2012-W01");
}

TEST(WeeksOf, AreTheMondaysInside) {
  v1::Programme programme;
  programme.set_start_date("2012-04-01");
  programme.set_end_date("2012-04-16");
  EXPECT_THAT(WeeksOf(programme),
              ElementsAre(CivilDay(2012, 4, 2), CivilDay(2012, 4, 9), CivilDay(2012, 4, 16)));
  programme.set_start_date("2012-04-16");
  EXPECT_THAT(WeeksOf(programme), ElementsAre(CivilDay(2012, 4, 16)));
  programme.set_start_date("no date");
  EXPECT_THAT(WeeksOf(programme), IsEmpty());
}

TEST(Touches, CountsWorkingDaysOnly) {
  const struct {
    const char* start;
    const char* end;
    bool touches;
  } kCases[] = {
      {"2012-07-01", "2012-07-08", false}, {"2012-07-01", "2012-07-09", true},
      {"2012-07-13", "2012-07-20", true},  {"2012-07-14", "2012-07-15", false},
      {"2012-07-11", "2012-07-11", true},  {"2012-07-01", "2012-08-01", true},
      {"bad", "2012-08-01", false},
  };
  for (const auto& [start, end, touches] : kCases) {
    EXPECT_EQ(Touches(Range(start, end), kMonday), touches) << start << " " << end;
  }
}

TEST(Overlap, NeedsADayInCommon) {
  const v1::DateRange july = Range("2012-07-01", "2012-07-31");
  EXPECT_TRUE(Overlap(july, Range("2012-07-31", "2012-08-02")));
  EXPECT_TRUE(Overlap(Range("2012-06-01", "2012-07-01"), july));
  EXPECT_FALSE(Overlap(july, Range("2012-08-01", "2012-08-02")));
  EXPECT_FALSE(Overlap(Range("2012-06-01", "2012-06-30"), july));
}

TEST(VisitDays, AreTheFirstRunOfDays) {
  EXPECT_EQ(VisitIn({}, {}, 3), "2012-07-09/2012-07-11");
  EXPECT_EQ(VisitIn({}, {}, 5), "2012-07-09/2012-07-13");
}

TEST(VisitDays, AvoidBankHolidays) {
  EXPECT_EQ(VisitIn({"2012-07-09"}, {}, 3), "2012-07-10/2012-07-12");
  EXPECT_EQ(VisitIn({"2012-07-11"}, {}, 3), "none");
  EXPECT_EQ(VisitIn({"2012-07-11"}, {}, 2), "2012-07-09/2012-07-10");
  EXPECT_EQ(VisitIn({"2012-07-14"}, {}, 5), "2012-07-09/2012-07-13");
}

TEST(VisitDays, KeepToTheWindows) {
  EXPECT_EQ(VisitIn({}, {Range("2012-07-11", "2012-07-31")}, 3), "2012-07-11/2012-07-13");
  EXPECT_EQ(VisitIn({}, {Range("2012-07-12", "2012-07-31")}, 3), "none");
  // Two windows that meet are as good as one.
  EXPECT_EQ(VisitIn({}, {Range("2012-07-10", "2012-07-10"), Range("2012-07-11", "2012-07-12")}, 3),
            "2012-07-10/2012-07-12");
}

TEST(HostIsOpen, OnlyWhileItExistsAllWeek) {
  v1::Authority host;
  EXPECT_TRUE(HostIsOpen(host, kMonday));
  host.set_start_date("2012-07-09");
  host.set_end_date("2012-07-13");
  EXPECT_TRUE(HostIsOpen(host, kMonday));
  host.set_start_date("2012-07-10");
  EXPECT_FALSE(HostIsOpen(host, kMonday));
  host.set_start_date("");
  host.set_end_date("2012-07-12");
  EXPECT_FALSE(HostIsOpen(host, kMonday));
}

TEST(HostIsOpen, NotWhereTheCalendarRulesItOut) {
  const v1::DateRange friday = Range("2012-07-13", "2012-07-13");
  for (const auto kind : {CalendarEntry::KIND_SCHOOL_HOLIDAY,
                          CalendarEntry::KIND_INSPECTION_NOTIFIED, CalendarEntry::KIND_BLOCKED}) {
    EXPECT_FALSE(HostIsOpen(HostWith(kind, friday), kMonday)) << kind;
    EXPECT_TRUE(HostIsOpen(HostWith(kind, friday), kMonday + 7)) << kind;
  }
  for (const auto kind : {CalendarEntry::KIND_ELECTION, CalendarEntry::KIND_INSPECTION_WINDOW}) {
    EXPECT_TRUE(HostIsOpen(HostWith(kind, friday), kMonday)) << kind;
  }
}

TEST(CalendarCost, CountsEachKindOnce) {
  v1::Programme programme;
  programme.set_election_cost(500);
  programme.set_inspection_window_cost(20);
  const v1::DateRange week = Range("2012-07-09", "2012-07-10");
  v1::Authority host = HostWith(CalendarEntry::KIND_ELECTION, week);
  EXPECT_EQ(CalendarCost(programme, host, kMonday), 500);
  *host.add_calendar() = host.calendar(0);
  EXPECT_EQ(CalendarCost(programme, host, kMonday), 500);
  host.add_calendar()->set_kind(CalendarEntry::KIND_INSPECTION_WINDOW);
  *host.mutable_calendar(2)->mutable_dates() = week;
  EXPECT_EQ(CalendarCost(programme, host, kMonday), 520);
  EXPECT_EQ(CalendarCost(programme, host, kMonday + 7), 0);
}

}  // namespace
}  // namespace peerchallenge::scheduling

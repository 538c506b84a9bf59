#include "services/scheduling/visits/calendar_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace peerchallenge::scheduling {
namespace {

using testing::HasSubstr;
using testing::Not;

CalendarEvent Event() {
  CalendarEvent event;
  event.uid = "a@b";
  event.sequence = 3;
  event.stamp = absl::FromCivil(absl::CivilSecond(2012, 9, 1, 8, 5, 9), absl::UTCTimeZone());
  event.start = absl::CivilMinute(2012, 10, 1, 9, 30);
  event.end = absl::CivilMinute(2012, 10, 1, 10, 15);
  event.summary = "Briefing";
  return event;
}

// Content lines after unfolding.
std::vector<std::string> Lines(const std::string& calendar) {
  return absl::StrSplit(absl::StrReplaceAll(calendar, {{"\r\n ", ""}}), "\r\n", absl::SkipEmpty());
}

TEST(CalendarTextTest, WriteCalendar_HasTheTimeZoneAlsoWithoutEvents) {
  const std::string calendar = WriteCalendar("Visit", {});
  EXPECT_THAT(calendar, HasSubstr("TZID:Europe/London\r\n"));
  EXPECT_THAT(calendar, HasSubstr("X-WR-CALNAME:Visit\r\n"));
  EXPECT_THAT(calendar, Not(HasSubstr("VEVENT")));
  EXPECT_EQ(calendar.substr(calendar.size() - 15), "END:VCALENDAR\r\n");
}

TEST(CalendarTextTest, WriteCalendar_GivesLocalTimesInTheirZone) {
  const auto lines = Lines(WriteCalendar("", {Event()}));
  for (const char* line :
       {"UID:a@b", "DTSTAMP:20120901T080509Z", "SEQUENCE:3",
        "DTSTART;TZID=Europe/London:20121001T093000", "DTEND;TZID=Europe/London:20121001T101500",
        "SUMMARY:Briefing", "STATUS:CONFIRMED"}) {
    EXPECT_THAT(lines, testing::Contains(line));
  }
}

TEST(CalendarTextTest, WriteCalendar_SaysWhatIsCancelled) {
  CalendarEvent event = Event();
  event.cancelled = true;
  EXPECT_THAT(WriteCalendar("", {event}), HasSubstr("STATUS:CANCELLED\r\n"));
}

TEST(CalendarTextTest, WriteCalendar_EscapesText) {
  CalendarEvent event = Event();
  event.location = "Hall; room 2, back\\side\r\nLincoln";
  EXPECT_THAT(Lines(WriteCalendar("", {event})),
              testing::Contains(R"(LOCATION:Hall\; room 2\, back\\side\nLincoln)"));
}

TEST(CalendarTextTest, WriteCalendar_FoldsAt75BytesAndNeverWithinACharacter) {
  for (int shift = 0; shift < 4; ++shift) {
    CalendarEvent event = Event();
    event.summary = std::string(static_cast<size_t>(shift), 'x');
    for (int i = 0; i < 100; ++i) event.summary += "\u00e9\u20ac";
    const std::string calendar = WriteCalendar("", {event});
    for (const absl::string_view line : absl::StrSplit(calendar, "\r\n")) {
      EXPECT_LE(line.size(), 75u);
      // A line that begins, after the space of its fold, within a character would not.
      const size_t first = line.size() > 1 && line[0] == ' ' ? 1 : 0;
      if (line.size() > first) {
        EXPECT_NE(static_cast<unsigned char>(line[first]) & 0xC0, 0x80) << line;
      }
    }
    EXPECT_THAT(Lines(calendar), testing::Contains("SUMMARY:" + event.summary));
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling

// ExportCalendar, read by another library.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/services/scheduling/visits/visit_world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using testing::HasSubstr;
using testing::Not;

// An event as read_calendar.py prints it.
struct Event {
  int sequence = -1;
  std::string status;
  std::string start;  // UTC
  std::string end;
  std::string summary;
  std::string location;
};

// By UID.
std::map<std::string, Event> Parse(const std::string& calendar) {
  std::string pattern = (std::filesystem::temp_directory_path() / "calendar.XXXXXX").string();
  const int file = ::mkstemp(pattern.data());
  EXPECT_GE(file, 0);
  ::close(file);
  std::ofstream(pattern, std::ios::binary) << calendar;
  const std::string command = absl::StrCat("/usr/bin/python3 " READ_CALENDAR " ", pattern, " 2>&1");
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string output;
  char buffer[4096];
  while (const size_t size = std::fread(buffer, 1, sizeof buffer, pipe))
    output.append(buffer, size);
  EXPECT_EQ(::pclose(pipe), 0) << output;
  std::filesystem::remove(pattern);
  std::map<std::string, Event> events;
  for (const absl::string_view line : absl::StrSplit(output, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(line, '|');
    if (parts.size() != 7) {
      ADD_FAILURE() << line;
      continue;
    }
    events[parts[0]] = {
        std::atoi(parts[1].c_str()), parts[2], parts[3], parts[4], parts[5], parts[6]};
  }
  return events;
}

class VisitCalendarTest : public testing::Test {
 protected:
  v1::ExportCalendarResponse Export(const std::string& members = "",
                                    const Who& who = kCoordinator) {
    return world_.Must(who, "TimetableService/ExportCalendar", Below(members))
        .As<v1::ExportCalendarResponse>();
  }
  static std::string Uid(const std::string& session) {
    return absl::StrCat(session, ".lin.em@peerchallenge");
  }

  VisitWorld world_;
};

TEST_F(VisitCalendarTest, ExportCalendar_IsReadByAnotherLibraryWithTheVisitsTimes) {
  const v1::VisitTimetable version = world_.Timetable();
  world_.Release();
  const auto events = Parse(Export().calendar());
  ASSERT_EQ(events.size(), 7u);
  for (const v1::Placement& placement : version.timetable().placements()) {
    const Event& event = events.at(Uid(placement.session()));
    EXPECT_EQ(event.sequence, 0);
    EXPECT_EQ(event.status, "CONFIRMED");
    // Summer time: the local hour less one.
    const int hour = std::atoi(placement.start().substr(0, 2).c_str()) - 1;
    const std::string start =
        absl::StrCat("201210", placement.date().substr(8), "T", hour < 10 ? "0" : "", hour,
                     placement.start().substr(3), "00Z");
    EXPECT_EQ(event.start, start) << placement.session();
  }
  EXPECT_EQ(events.at(Uid("briefing")).summary, "Briefing");
  EXPECT_EQ(events.at(Uid("briefing")).location, "County hall, Newland; Lincoln");
}

TEST_F(VisitCalendarTest, ExportCalendar_KeepsUidsAndRaisesTheSequenceOfWhatChanged) {
  world_.Timetable();
  world_.Release();
  const v1::Placement before = PlaceOf(world_.InForce().timetable(), "hub-visit");
  world_.Do("MoveSession", Below(absl::StrCat(R"("leftOut": [")", kLin, "/sessions/hub-visit\"]")));
  world_.Release();
  auto events = Parse(Export().calendar());
  EXPECT_EQ(events.at(Uid("hub-visit")).status, "CANCELLED");
  EXPECT_EQ(events.at(Uid("hub-visit")).sequence, 1);
  EXPECT_EQ(events.at(Uid("briefing")).sequence, 0);
  world_.Do(
      "MoveSession",
      Below(absl::StrCat(R"("placements": [{"session": "hub-visit", "date": ")", before.date(),
                         R"(", "start": ")", before.start(), R"(", "venue": "hub"}])")));
  world_.Release();
  events = Parse(Export().calendar());
  EXPECT_EQ(events.at(Uid("hub-visit")).status, "CONFIRMED");
  EXPECT_EQ(events.at(Uid("hub-visit")).sequence, 2);
  // As of an earlier release it is what it was then.
  EXPECT_EQ(Parse(Export(R"("releaseNumber": 1)").calendar()).at(Uid("hub-visit")).sequence, 0);
}

TEST_F(VisitCalendarTest, ExportCalendar_OfAPersonCancelsWhatOthersTookOver) {
  world_.Timetable();
  world_.Release();
  const v1::Placement before = PlaceOf(world_.InForce().timetable(), "staff-group");
  const std::string leaving = before.reviewers(0);
  const std::string subject = absl::StrCat(R"("subject": "regions/em/people/)", leaving, "\"");
  EXPECT_EQ(Parse(Export(subject).calendar()).at(Uid("staff-group")).status, "CONFIRMED");
  world_.Disrupt("d", absl::StrCat(R"([{"reviewerAway": {"person": "regions/em/people/)", leaving,
                                   R"(", "windows": [)", WindowOf(before, 60), "]}}]"));
  world_.Do("AcceptDisruption", Named("/disruptions/d"));
  const v1::Placement after = PlaceOf(world_.InForce().timetable(), "staff-group");
  world_.Release();
  const auto events = Parse(Export(subject).calendar());
  bool attends = false;
  for (const std::string& id : after.reviewers()) attends |= id == leaving;
  EXPECT_EQ(events.at(Uid("staff-group")).status, attends ? "CONFIRMED" : "CANCELLED");
  EXPECT_EQ(events.at(Uid("staff-group")).sequence, 1);
  EXPECT_EQ(Parse(Export().calendar()).at(Uid("staff-group")).status, "CONFIRMED");
}

TEST_F(VisitCalendarTest, ExportCalendar_GivesTheSameBytesForTheSameReleases) {
  world_.Timetable();
  world_.Release();
  const auto before = Export();
  world_.Do("UpdateSession", absl::StrCat(R"({"session": {"name": ")", kLin,
                                          R"(/sessions/hub-visit", "displayName": "Renamed"}})"));
  world_.Do("UpdateVenue", absl::StrCat(R"({"venue": {"name": ")", kLin,
                                        R"(/venues/hub", "displayName": "Renamed"}})"));
  const auto after = Export();
  EXPECT_EQ(before.calendar(), after.calendar());
  EXPECT_EQ(before.etag(), after.etag());
  EXPECT_THAT(before.calendar(), Not(HasSubstr("Social worker 1")));
  world_.Do("MoveSession", Below(R"("placements": [{"session": "hub-visit", "reviewers":
      ["e06000018-3", "e06000018-4"]}], "reason": "x")"));
  if (world_.InForce().release().empty()) {
    world_.Release();
    EXPECT_NE(Export().etag(), before.etag());
  }
}

TEST_F(VisitCalendarTest, ExportCalendar_CancelsEverythingOfACancelledReview) {
  world_.Timetable();
  world_.Release();
  world_.Must(kOffice, "ReviewService/CancelReview",
              absl::StrCat(R"({"name": ")", kLin, R"(", "reason": "x"})"));
  for (const auto& [uid, event] : Parse(Export().calendar())) {
    EXPECT_EQ(event.status, "CANCELLED") << uid;
    EXPECT_EQ(event.sequence, 1) << uid;
  }
}

TEST_F(VisitCalendarTest, ExportCalendar_OfAllReviewsHoldsWhatTheCallerMaySee) {
  world_.Timetable();
  world_.Release();
  const std::string request =
      R"({"parent": "regions/em/reviews/-", "subject": "regions/em/people/e06000018-3"})";
  const auto own = world_.Must(kReviewer, "TimetableService/ExportCalendar", request)
                       .As<v1::ExportCalendarResponse>();
  EXPECT_GE(Parse(own.calendar()).size(), 2u);
  const auto others = world_.Must(Peer("e06000015-4"), "TimetableService/ExportCalendar", request)
                          .As<v1::ExportCalendarResponse>();
  EXPECT_EQ(Parse(others.calendar()).size(), 0u);
}

TEST_F(VisitCalendarTest, ExportCalendar_RefusesWhatItDoesNotKnow) {
  world_.Timetable();
  world_.Release();
  EXPECT_EQ(world_.Try("ExportCalendar", Below(R"("releaseNumber": 2)")).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(
      world_.Try("ExportCalendar", Below(absl::StrCat(R"("subject": ")", kLin, "/venues/none\"")))
          .reason(),
      ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(world_
                .Try("ExportCalendar",
                     Below(absl::StrCat(R"("subject": ")", kLin, "/participants/head\"")))
                .reason(),
            ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(world_.Try("ExportCalendar", R"({"parent": "regions/em/reviews/-"})").reason(),
            ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::scheduling

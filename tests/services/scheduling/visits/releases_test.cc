// Releases, what readers see of a timetable, schedules.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "tests/services/scheduling/visits/visit_world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_ETAG_MISMATCH;
using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using errors::v1::ERROR_REASON_RULE_BROKEN;
using errors::v1::ERROR_REASON_WRONG_STATE;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

class ReleasesTest : public testing::Test {
 protected:
  Answer As(const Who& who, const std::string& method, const std::string& request) {
    return world_.Call(who, "TimetableService/" + method, request);
  }
  void LeaveHubVisitOut(const std::string& reason) {
    world_.Do("MoveSession",
              Below(absl::StrCat(R"("leftOut": [")", kLin, R"(/sessions/hub-visit"], "reason": ")",
                                 reason, "\"")));
  }
  // A place that the session has in no release.
  v1::Placement OtherPlaceOf(const std::string& session) {
    const v1::Placement old = PlaceOf(
        world_.Do("GetTimetable", Named("/timetables/1")).As<v1::VisitTimetable>().timetable(),
        session);
    const auto slots = world_
                           .Do("SuggestSlots", absl::StrCat(R"({"session": ")", kLin, "/sessions/",
                                                            session, R"(", "limit": 100})"))
                           .As<v1::SuggestSlotsResponse>();
    for (const auto& slot : slots.suggestions()) {
      if (slot.placement().start() != old.start()) return slot.placement();
    }
    ADD_FAILURE() << "no other place";
    return old;
  }
  v1::Schedule ScheduleOf(const std::string& subject, const Who& who = kCoordinator) {
    return world_
        .Must(who, "TimetableService/GetSchedule",
              absl::StrCat(R"({"timetable": ")", kLin, R"(/timetables/current", "subject": ")",
                           subject, "\"}"))
        .As<v1::Schedule>();
  }

  VisitWorld world_;
};

TEST_F(ReleasesTest, CreateRelease_NumbersReleasesAndLeavesTheReviewsState) {
  world_.Timetable();
  const auto first =
      world_.Do("CreateRelease", Below(R"("note": "first draft")")).As<v1::Release>();
  EXPECT_EQ(first.name(), absl::StrCat(kLin, "/releases/1"));
  EXPECT_EQ(first.number(), 1);
  EXPECT_EQ(first.change_count(), 0);
  EXPECT_EQ(first.note(), "first draft");
  EXPECT_EQ(world_.InForce().release(), first.name());
  LeaveHubVisitOut("x");
  EXPECT_EQ(world_.Release().change_count(), 1);
  const auto review = world_.Must(kOffice, "ReviewService/GetReview", Named("")).As<v1::Review>();
  EXPECT_EQ(review.state(), v1::Review::STATE_TEAM_AGREED);
  const auto all = world_.Do("ListReleases", Below()).As<v1::ListReleasesResponse>();
  ASSERT_EQ(all.releases_size(), 2);
  EXPECT_EQ(all.releases(1).number(), 2);
}

TEST_F(ReleasesTest, CreateRelease_IsRefusedWithoutATimetableTwiceAndWithClashes) {
  EXPECT_EQ(world_.Try("CreateRelease", Below()).reason(), ERROR_REASON_WRONG_STATE);
  world_.Timetable();
  EXPECT_EQ(world_.Try("CreateRelease", Below(R"("etag": "stale")")).reason(),
            ERROR_REASON_ETAG_MISMATCH);
  world_.Release();
  EXPECT_EQ(world_.Try("CreateRelease", Below()).reason(), ERROR_REASON_WRONG_STATE);
  LeaveHubVisitOut("x");
  world_.AddSession("must", R"("displayName": "Must", "kind": "KIND_MEETING", "minutes": 30,
      "mandatory": true)");
  const Answer answer = world_.Try("CreateRelease", Below());
  EXPECT_EQ(answer.reason(), ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(std::string(answer.status.message()), HasSubstr("T8"));
}

TEST_F(ReleasesTest, ListReleases_AreInOrderOfTheirNumbersBeyondNine) {
  world_.Timetable();
  const std::string there = AsJson(PlaceOf(world_.InForce().timetable(), "hub-visit"));
  for (int i = 0; i < 11; ++i) {
    world_.Release();
    world_.Do("MoveSession",
              Below(i % 2 == 0 ? absl::StrCat(R"("leftOut": [")", kLin, "/sessions/hub-visit\"]")
                               : absl::StrCat(R"("placements": [)", there, "]")));
  }
  const auto all =
      world_.Do("ListReleases", Below(R"("pageSize": 100)")).As<v1::ListReleasesResponse>();
  ASSERT_EQ(all.releases_size(), 11);
  for (int i = 0; i < all.releases_size(); ++i) EXPECT_EQ(all.releases(i).number(), i + 1);
}

TEST_F(ReleasesTest, Readers_SeeNothingBeforeTheFirstRelease) {
  world_.Timetable();
  for (const Who& who : {kDirector, kReviewer}) {
    EXPECT_EQ(As(who, "GetTimetable", Named("/timetables/current")).reason(),
              ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(As(who, "GetTimetable", Named("/timetables/1")).reason(),
              ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(As(who, "GetSession", Named("/sessions/briefing")).reason(),
              ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(As(who, "ListSessions", Below()).json, "{}");
    EXPECT_EQ(As(who, "ListTimetables", Below()).json, "{}");
    EXPECT_EQ(As(who, "ExportCalendar", Below())
                  .As<v1::ExportCalendarResponse>()
                  .calendar()
                  .find("BEGIN:VEVENT"),
              std::string::npos);
  }
}

TEST_F(ReleasesTest, Readers_SeeWhatIsReleasedAndNotWhatFollows) {
  world_.Timetable();
  world_.Release();
  const auto hub = world_.Do("GetSession", Named("/sessions/hub-visit"));
  LeaveHubVisitOut("x");
  world_.AddSession("new", R"("displayName": "New", "kind": "KIND_MEETING", "minutes": 30)");
  for (const Who& who : {kDirector, kReviewer}) {
    const auto seen =
        As(who, "GetTimetable", Named("/timetables/current")).As<v1::VisitTimetable>();
    EXPECT_EQ(seen.name(), absl::StrCat(kLin, "/timetables/1"));
    EXPECT_EQ(PlaceOf(seen.timetable(), "hub-visit").venue(), "hub");
    EXPECT_EQ(As(who, "GetTimetable", Named("/timetables/2")).reason(),
              ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(As(who, "ListTimetables", Below()).As<v1::ListTimetablesResponse>().timetables_size(),
              1);
    EXPECT_EQ(As(who, "ListSessions", Below()).As<v1::ListSessionsResponse>().sessions_size(), 7);
    EXPECT_EQ(As(who, "GetSession", Named("/sessions/new")).reason(),
              ERROR_REASON_RESOURCE_NOT_FOUND);
  }
  EXPECT_EQ(world_.InForce().name(), absl::StrCat(kLin, "/timetables/2"));
}

TEST_F(ReleasesTest, Readers_LearnNothingOfMovesAndDropsFromSessions) {
  world_.Timetable();
  world_.Release();
  world_.Do("MoveSession", Below(R"("placements": [{"session": "staff-group"}], "pin": true)"));
  world_.Disrupt("d", absl::StrCat(R"([{"sessionDropped": {"session": ")", kLin,
                                   R"(/sessions/hub-visit"}}])"));
  world_.Do("AcceptDisruption", Named("/disruptions/d"));
  const auto pinned = As(kDirector, "GetSession", Named("/sessions/staff-group"));
  EXPECT_THAT(pinned.json, Not(HasSubstr("pinned")));
  EXPECT_THAT(As(kDirector, "GetSession", Named("/sessions/hub-visit")).json,
              Not(HasSubstr("dropped")));
  world_.Release();
  EXPECT_THAT(As(kDirector, "GetSession", Named("/sessions/hub-visit")).json, HasSubstr("dropped"));
}

TEST_F(ReleasesTest, ListTimetables_LeavesPlacementsOut) {
  world_.Timetable();
  const auto all = world_.Do("ListTimetables", Below()).As<v1::ListTimetablesResponse>();
  ASSERT_EQ(all.timetables_size(), 1);
  EXPECT_EQ(all.timetables(0).timetable().placements_size(), 0);
  EXPECT_GT(all.timetables(0).timetable().cost(), 0);
}

TEST_F(ReleasesTest, CompareReleases_GathersTheCausesOfAllVersionsBetween) {
  world_.Timetable();
  world_.Release();
  LeaveHubVisitOut("first thought");
  const v1::Placement elsewhere = OtherPlaceOf("hub-visit");
  world_.Do("MoveSession", Below(absl::StrCat(R"("placements": [)", AsJson(elsewhere),
                                              R"(], "reason": "second thought")")));
  world_.Release();
  const auto comparison =
      world_.Do("CompareReleases", Named("/releases/2")).As<v1::ReleaseComparison>();
  EXPECT_EQ(comparison.base(), absl::StrCat(kLin, "/releases/1"));
  ASSERT_EQ(comparison.changes_size(), 1);
  ASSERT_EQ(comparison.changes(0).causes_size(), 2);
  EXPECT_EQ(comparison.changes(0).causes(0).detail(), "first thought");
  EXPECT_EQ(comparison.changes(0).causes(1).detail(), "second thought");
  const auto first = world_.Do("CompareReleases", Named("/releases/1")).As<v1::ReleaseComparison>();
  EXPECT_TRUE(first.base().empty());
  EXPECT_EQ(first.changes_size(), 7);
  for (const auto& change : first.changes()) {
    EXPECT_EQ(change.kind(), v1::TimetableChange::KIND_PLACED);
    EXPECT_EQ(change.causes(0).kind(), "BUILD");
  }
}

TEST_F(ReleasesTest, CompareReleases_RefusesABaseThatIsNotEarlier) {
  world_.Timetable();
  world_.Release();
  const std::string first = absl::StrCat(R"({"name": ")", kLin, R"(/releases/1", "base": ")");
  EXPECT_EQ(world_.Try("CompareReleases", absl::StrCat(first, kLin, "/releases/1\"}")).reason(),
            ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(world_.Try("CompareReleases", absl::StrCat(first, "regions/em/reviews/x/releases/1\"}"))
                .reason(),
            ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(world_.Try("CompareReleases", Named("/releases/2")).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
}

TEST_F(ReleasesTest, GetSchedule_ShowsAPersonsDaysWithTravelAndLunch) {
  world_.Timetable();
  const v1::Schedule schedule = ScheduleOf("regions/em/people/e06000018-3");
  using Entry = v1::Schedule::Entry;
  std::string last_end;
  std::string last_date;
  int sessions = 0;
  int lunches = 0;
  for (const Entry& entry : schedule.entries()) {
    if (entry.time().date() == last_date) {
      EXPECT_GE(entry.time().start(), last_end);
    }
    last_date = entry.time().date();
    last_end = entry.time().end();
    lunches += entry.kind() == Entry::KIND_LUNCH ? 1 : 0;
    if (entry.kind() != Entry::KIND_SESSION) continue;
    ++sessions;
    EXPECT_THAT(entry.reviewers(), testing::Contains("regions/em/people/e06000018-3"));
    EXPECT_FALSE(entry.display_name().empty());
  }
  EXPECT_GE(sessions, 2);  // briefing and feedback at least
  EXPECT_GE(lunches, 2);
}

TEST_F(ReleasesTest, GetSchedule_ShowsVenuesGroupsAndParticipants) {
  world_.Timetable();
  const std::string lin = kLin;
  for (const auto& [subject, session] :
       {std::pair(lin + "/venues/school", "school-visit"),
        std::pair(lin + "/participantGroups/staff", "staff-group"),
        std::pair(lin + "/participants/worker-1", "staff-group")}) {
    const v1::Schedule schedule = ScheduleOf(subject);
    ASSERT_EQ(schedule.entries_size(), 1) << subject;
    EXPECT_EQ(schedule.entries(0).session(), absl::StrCat(kLin, "/sessions/", session));
  }
}

TEST_F(ReleasesTest, GetSchedule_KnowsOnlySubjectsOfTheVisit) {
  world_.Timetable();
  world_.Release();
  const auto ask = [&](const Who& who, const std::string& subject) {
    return As(who, "GetSchedule",
              absl::StrCat(R"({"timetable": ")", kLin, R"(/timetables/current", "subject": ")",
                           subject, "\"}"));
  };
  const std::string participant = absl::StrCat(kLin, "/participants/worker-1");
  EXPECT_EQ(ask(kCoordinator, "regions/em/people/e06000015-1").reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ask(kCoordinator, absl::StrCat(kLin, "/venues/none")).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(ask(kCoordinator, "x").reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(ask(kReviewer, participant).reason(), ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_TRUE(ask(kReviewer, absl::StrCat(kLin, "/venues/school")).ok());
}

TEST_F(ReleasesTest, Watch_TellsEachCallerWhatTheyMaySee) {
  const auto resume = [&](const Who& who) {
    const auto first = world_.Read(who, "ChangesService/Watch", "{}", "resumeToken");
    return Answer{absl::OkStatus(), first[0]}
        .As<peerchallenge::changes::v1::WatchResponse>()
        .resume_token();
  };
  const std::string writer = resume(kCoordinator);
  const std::string reader = resume(kDirector);
  world_.AddParticipant("new", R"("displayName": "N", "role": "N")");
  world_.Timetable();
  world_.Release();
  const auto seen = [&](const Who& who, const std::string& token) {
    std::string all;
    for (const std::string& message : world_.Read(
             who, "ChangesService/Watch", absl::StrCat(R"({"resumeToken": ")", token, "\"}"),
             "releases/1\",\"number\"")) {
      all += message;
    }
    return all;
  };
  const std::string to_writer = seen(kCoordinator, writer);
  EXPECT_THAT(to_writer, HasSubstr("participants/new"));
  EXPECT_THAT(to_writer, HasSubstr("builds/b"));
  const std::string to_reader = seen(kDirector, reader);
  EXPECT_THAT(to_reader, Not(HasSubstr("participants/new")));
  EXPECT_THAT(to_reader, Not(HasSubstr("v1.Build")));
}

}  // namespace
}  // namespace peerchallenge::scheduling

// Settings, venues, participants, groups and sessions of a visit.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/services/scheduling/visits/visit_world.h"

namespace peerchallenge::scheduling {
namespace {

using errors::v1::ERROR_REASON_ETAG_MISMATCH;
using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_PERMISSION_MISSING;
using errors::v1::ERROR_REASON_REFERENCE_BROKEN;
using errors::v1::ERROR_REASON_RESOURCE_EXISTS;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using errors::v1::ERROR_REASON_RULE_BROKEN;
using errors::v1::ERROR_REASON_WRONG_STATE;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// {"venue": {"name": "regions/em/reviews/lin/venues/hall", <fields>}}
std::string Update(const std::string& field, const std::string& tail, const std::string& fields,
                   const std::string& more = "") {
  return absl::StrCat("{\"", field, R"(": {"name": ")", kLin, tail, "\"",
                      fields.empty() ? "" : ", ", fields, "}", more, "}");
}

class VisitResourcesTest : public testing::Test {
 protected:
  VisitWorld world_;
};

TEST_F(VisitResourcesTest, GetVisitSettings_AreThereFromTheStartWithTheReviewsDays) {
  const auto settings =
      world_.Do("GetVisitSettings", Named("/visitSettings")).As<v1::VisitSettings>();
  EXPECT_EQ(settings.slot_minutes(), 15);
  ASSERT_EQ(settings.days_size(), 3);
  EXPECT_EQ(settings.days(0).date(), "2012-10-01");
  EXPECT_EQ(settings.days(0).start(), "08:30");
  EXPECT_EQ(settings.days(2).date(), "2012-10-03");
  EXPECT_EQ(settings.freeze_days(), 7);
  EXPECT_GT(settings.weights().coverage(), 0);
  EXPECT_FALSE(settings.etag().empty());
}

TEST_F(VisitResourcesTest, UpdateVisitSettings_ChangesWhatTheMaskNames) {
  world_.Do("UpdateVisitSettings",
            Update("visitSettings", "/visitSettings", R"("slotMinutes": 30)"));
  const auto settings =
      world_
          .Do("UpdateVisitSettings", Update("visitSettings", "/visitSettings", R"("freezeDays": 0)",
                                            R"(, "updateMask": "freezeDays")"))
          .As<v1::VisitSettings>();
  EXPECT_EQ(settings.slot_minutes(), 30);
  EXPECT_EQ(settings.freeze_days(), 0);
  EXPECT_EQ(settings.days_size(), 3);
}

TEST_F(VisitResourcesTest, UpdateVisitSettings_RejectsAStaleEtagAlsoBeforeTheFirstUpdate) {
  const auto first = world_.Do("GetVisitSettings", Named("/visitSettings")).As<v1::VisitSettings>();
  const std::string with_etag = absl::StrCat(R"("slotMinutes": 30, "etag": ")", first.etag(), "\"");
  EXPECT_EQ(world_
                .Try("UpdateVisitSettings",
                     Update("visitSettings", "/visitSettings", R"("etag": "stale")"))
                .reason(),
            ERROR_REASON_ETAG_MISMATCH);
  world_.Do("UpdateVisitSettings", Update("visitSettings", "/visitSettings", with_etag));
  EXPECT_EQ(world_.Try("UpdateVisitSettings", Update("visitSettings", "/visitSettings", with_etag))
                .reason(),
            ERROR_REASON_ETAG_MISMATCH);
}

TEST_F(VisitResourcesTest, UpdateVisitSettings_NamesEveryFieldThatIsWrong) {
  const Answer times =
      world_.Try("UpdateVisitSettings",
                 Update("visitSettings", "/visitSettings", R"("slotMinutes": 500, "freezeDays": -1,
          "days": [{"date": "2012-11-05", "start": "17:00", "end": "09:00"}])"));
  EXPECT_EQ(times.reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(times.status.message()),
              AllOf(HasSubstr("slot_minutes"), HasSubstr("freeze_days"), HasSubstr("days[0].date"),
                    HasSubstr("days[0].end")));
  const Answer people =
      world_.Try("UpdateVisitSettings",
                 Update("visitSettings", "/visitSettings", R"("absences": [{"person": "nobody"}],
          "travelTimes": [{"venue": "x", "other": "x", "minutes": 9999}])"));
  EXPECT_EQ(people.reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(people.status.message()),
              AllOf(HasSubstr("absences[0].person"), HasSubstr("absences[0].windows"),
                    HasSubstr("travel_times[0].minutes")));
}

TEST_F(VisitResourcesTest, CreateVenue_FillsInOneRoomAndRefusesATakenId) {
  world_.AddVenue("library", R"("displayName": "Library")");
  const auto venue = world_.Do("GetVenue", Named("/venues/library")).As<v1::Venue>();
  EXPECT_EQ(venue.rooms(), 1);
  EXPECT_TRUE(venue.has_create_time());
  EXPECT_EQ(
      world_.Try("CreateVenue", Below(R"("venueId": "library", "venue": {"displayName": "L"})"))
          .reason(),
      ERROR_REASON_RESOURCE_EXISTS);
}

TEST_F(VisitResourcesTest, CreateVenue_RefusesHalfAPosition) {
  const Answer answer =
      world_.Try("CreateVenue", Below(R"("venue": {"displayName": "", "latitude": 53, "rooms": 21,
          "unavailable": [{"date": "2012-10-01", "start": "10:00", "end": "10:00"}]})"));
  EXPECT_EQ(answer.reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(answer.status.message()),
              AllOf(HasSubstr("venue.display_name"), HasSubstr("venue.longitude"),
                    HasSubstr("venue.rooms"), HasSubstr("venue.unavailable[0].end")));
}

TEST_F(VisitResourcesTest, CreateVenue_SentTwiceWithOneRequestIdActsOnce) {
  const std::string request = Below(R"("venue": {"displayName": "A"}, "requestId": "r")");
  EXPECT_EQ(world_.Do("CreateVenue", request).json, world_.Do("CreateVenue", request).json);
  EXPECT_EQ(world_.Do("ListVenues", Below()).As<v1::ListVenuesResponse>().venues_size(), 4);
}

TEST_F(VisitResourcesTest, ListVenues_PagesById) {
  const auto first =
      world_.Do("ListVenues", Below(R"("pageSize": 2)")).As<v1::ListVenuesResponse>();
  ASSERT_EQ(first.venues_size(), 2);
  EXPECT_EQ(first.venues(0).display_name(), "County hall");
  const auto second = world_
                          .Do("ListVenues", Below(absl::StrCat(R"("pageSize": 2, "pageToken": ")",
                                                               first.next_page_token(), "\"")))
                          .As<v1::ListVenuesResponse>();
  ASSERT_EQ(second.venues_size(), 1);
  EXPECT_EQ(second.venues(0).display_name(), "A school");
  EXPECT_TRUE(second.next_page_token().empty());
}

TEST_F(VisitResourcesTest, UpdateVenue_LeavesWhatItDoesNotName) {
  const auto venue =
      world_.Do("UpdateVenue", Update("venue", "/venues/hall", R"("displayName": "Hall")"))
          .As<v1::Venue>();
  EXPECT_EQ(venue.display_name(), "Hall");
  EXPECT_EQ(venue.rooms(), 2);
}

TEST_F(VisitResourcesTest, DeleteVenue_IsRefusedWhileASessionOrATimetableNamesIt) {
  EXPECT_EQ(world_.Try("DeleteVenue", Named("/venues/hall")).reason(),
            ERROR_REASON_REFERENCE_BROKEN);
  world_.AddVenue("spare", R"("displayName": "Spare")");
  const std::string spare = std::string(kLin) + "/venues/spare";
  world_.Do("UpdateVisitSettings",
            Update("visitSettings", "/visitSettings",
                   absl::StrCat(R"("travelTimes": [{"venue": ")", spare, R"(", "other": ")", kLin,
                                R"(/venues/hall", "minutes": 5}])")));
  world_.Do("DeleteVenue", Named("/venues/spare"));
  EXPECT_EQ(world_.Try("GetVenue", Named("/venues/spare")).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(world_.Do("GetVisitSettings", Named("/visitSettings"))
                .As<v1::VisitSettings>()
                .travel_times_size(),
            0);
}

TEST_F(VisitResourcesTest, CreateParticipant_RefusesAManagerWhoIsNotThere) {
  EXPECT_EQ(world_
                .Try("CreateParticipant",
                     Below(absl::StrCat(R"("participant": {"displayName": "X", "role": "X",
                         "lineManager": ")",
                                        kLin, "/participants/none\"}")))
                .reason(),
            ERROR_REASON_REFERENCE_BROKEN);
  EXPECT_EQ(world_
                .Try("CreateParticipant",
                     Below(R"("participant": {"displayName": "X", "role": "lower case"})"))
                .reason(),
            ERROR_REASON_FIELD_INVALID);
}

TEST_F(VisitResourcesTest, UpdateParticipant_RefusesACircleOfLineManagers) {
  const Answer answer =
      world_.Try("UpdateParticipant",
                 Update("participant", "/participants/head",
                        absl::StrCat(R"("lineManager": ")", kLin, "/participants/worker-1\"")));
  EXPECT_EQ(answer.reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(answer.status.message()), HasSubstr("line_manager"));
}

TEST_F(VisitResourcesTest, UpdateParticipant_NamesEveryGroupThatItWouldBreak) {
  const Answer answer =
      world_.Try("UpdateParticipant",
                 Update("participant", "/participants/worker-2",
                        absl::StrCat(R"("lineManager": ")", kLin, "/participants/worker-1\"")));
  EXPECT_EQ(answer.reason(), ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(std::string(answer.status.message()),
              AllOf(HasSubstr("G1"), HasSubstr("worker-1"), HasSubstr("worker-2")));
}

TEST_F(VisitResourcesTest, DeleteParticipant_IsRefusedInAGroupAndAsALineManager) {
  for (const char* used : {"teacher", "manager"}) {
    EXPECT_EQ(world_.Try("DeleteParticipant", Named(absl::StrCat("/participants/", used))).reason(),
              ERROR_REASON_REFERENCE_BROKEN);
  }
  world_.AddParticipant("free", R"("displayName": "F", "role": "F")");
  world_.Do("DeleteParticipant", Named("/participants/free"));
}

TEST_F(VisitResourcesTest, CreateParticipantGroup_CountsItsMembers) {
  const auto group = world_.Do("GetParticipantGroup", Named("/participantGroups/staff"))
                         .As<v1::ParticipantGroup>();
  EXPECT_EQ(group.size(), 3);
  EXPECT_EQ(group.members_size(), 3);
}

TEST_F(VisitResourcesTest, CreateParticipantGroup_RefusesALineManagerBesideThoseHeManages) {
  const std::string people = std::string(kLin) + "/participants/";
  const Answer direct = world_.Try(
      "CreateParticipantGroup",
      Below(absl::StrCat(R"("participantGroup": {"displayName": "X", "perspective": "STAFF",
          "members": [")",
                         people, R"(worker-1", ")", people, "manager\"]}")));
  EXPECT_EQ(direct.reason(), ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(std::string(direct.status.message()),
              AllOf(HasSubstr("Team manager 1"), HasSubstr("Social worker 1")));
  const Answer through_others = world_.Try(
      "CreateParticipantGroup",
      Below(absl::StrCat(R"("participantGroup": {"displayName": "X", "perspective": "STAFF",
          "members": [")",
                         people, R"(worker-1", ")", people, "head\"]}")));
  EXPECT_EQ(through_others.reason(), ERROR_REASON_RULE_BROKEN);
}

TEST_F(VisitResourcesTest, CreateParticipantGroup_LetsManagersAmongLeadersBe) {
  const std::string people = std::string(kLin) + "/participants/";
  world_.AddGroup("both", absl::StrCat(R"("displayName": "X", "perspective": "LEADERSHIP",
      "members": [")",
                                       people, R"(manager", ")", people, "head\"]"));
}

TEST_F(VisitResourcesTest, CreateSession_RefusesStaffBesideTheirManagersGroup) {
  const std::string groups = std::string(kLin) + "/participantGroups/";
  const Answer answer = world_.Try(
      "CreateSession", Below(absl::StrCat(R"("session": {"displayName": "X", "minutes": 60,
          "kind": "KIND_MEETING", "groups": [")",
                                          groups, R"(staff", ")", groups, "leaders\"]}")));
  EXPECT_EQ(answer.reason(), ERROR_REASON_RULE_BROKEN);
  EXPECT_THAT(std::string(answer.status.message()), HasSubstr("Head of service 1"));
}

TEST_F(VisitResourcesTest, DeleteParticipantGroup_IsRefusedWhileASessionMeetsIt) {
  EXPECT_EQ(world_.Try("DeleteParticipantGroup", Named("/participantGroups/staff")).reason(),
            ERROR_REASON_REFERENCE_BROKEN);
}

TEST_F(VisitResourcesTest, CreateSession_ShowsItsDefaults) {
  const auto session = world_.Do("GetSession", Named("/sessions/hub-visit")).As<v1::Session>();
  EXPECT_EQ(session.reviewers_needed(), 2);
  EXPECT_EQ(session.priority(), 5);
  EXPECT_FALSE(session.dropped());
}

TEST_F(VisitResourcesTest, CreateSession_NamesEveryFieldThatIsWrong) {
  const Answer answer =
      world_.Try("CreateSession", Below(R"("session": {"displayName": "X", "minutes": 3,
          "dates": ["2012-12-24"], "earliest": "9:00", "priority": 11, "reviewersNeeded": 31})"));
  EXPECT_EQ(answer.reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(answer.status.message()),
              AllOf(HasSubstr("session.kind"), HasSubstr("session.minutes"),
                    HasSubstr("session.dates[0]"), HasSubstr("session.earliest"),
                    HasSubstr("session.priority"), HasSubstr("session.reviewers_needed")));
}

TEST_F(VisitResourcesTest, CreateSession_RefusesWhatItNamesAndIsNotThere) {
  for (const std::string& names :
       {absl::StrCat(R"("groups": [")", kLin, "/participantGroups/none\"]"),
        absl::StrCat(R"("venues": [")", kLin, "/venues/none\"]"),
        absl::StrCat(R"("after": [")", kLin, "/sessions/none\"]"),
        std::string(R"("lines": ["kloe-9"])"), std::string(R"("lines": ["kloe-1/z"])"),
        std::string(R"("pinned": {"venue": "none"})"),
        std::string(R"("pinned": {"reviewers": ["e06000015-1"]})")}) {
    EXPECT_EQ(world_
                  .Try("CreateSession", Below(absl::StrCat(R"("session": {"displayName": "X",
                       "minutes": 60, "kind": "KIND_MEETING", )",
                                                           names, "}")))
                  .reason(),
              ERROR_REASON_REFERENCE_BROKEN)
        << names;
  }
}

TEST_F(VisitResourcesTest, UpdateSession_RefusesACircleOfSessions) {
  const Answer answer = world_.Try(
      "UpdateSession", Update("session", "/sessions/leaders-talk",
                              absl::StrCat(R"("after": [")", kLin, "/sessions/feedback\"]")));
  EXPECT_EQ(answer.reason(), ERROR_REASON_FIELD_INVALID);
  EXPECT_THAT(std::string(answer.status.message()), HasSubstr("session.after"));
}

TEST_F(VisitResourcesTest, DeleteSession_IsRefusedWhereAnotherComesAfterIt) {
  EXPECT_EQ(world_.Try("DeleteSession", Named("/sessions/leaders-talk")).reason(),
            ERROR_REASON_REFERENCE_BROKEN);
  world_.Do("DeleteSession", Named("/sessions/hub-visit"));
}

TEST_F(VisitResourcesTest, Changes_AreRefusedOnceTheReviewIsCancelled) {
  world_.Must(kOffice, "ReviewService/CancelReview",
              absl::StrCat(R"({"name": ")", kLin, R"(", "reason": "x"})"));
  EXPECT_EQ(world_.Try("CreateVenue", Below(R"("venue": {"displayName": "A"})")).reason(),
            ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(world_
                .Try("UpdateVisitSettings",
                     Update("visitSettings", "/visitSettings", R"("slotMinutes": 30)"))
                .reason(),
            ERROR_REASON_WRONG_STATE);
  EXPECT_TRUE(world_.Try("GetVenue", Named("/venues/hall")).ok());
}

TEST_F(VisitResourcesTest, Participants_AreForThoseWhoWriteTheTimetable) {
  for (const Who& who : {kDirector, Peer("e10000018-5")}) {
    const Answer one =
        world_.Call(who, "TimetableService/GetParticipant", Named("/participants/head"));
    EXPECT_FALSE(one.ok()) << who.subject;
    EXPECT_FALSE(world_.Call(who, "TimetableService/ListParticipants", Below()).ok());
    const Answer group =
        world_.Must(who, "TimetableService/GetParticipantGroup", Named("/participantGroups/staff"));
    EXPECT_THAT(group.json, AllOf(HasSubstr("\"size\":3"), Not(HasSubstr("participants/"))));
  }
}

TEST_F(VisitResourcesTest, Resources_AreNotFoundForThoseWhoMayNotReadTheTimetable) {
  for (const Who& who : {Officer("HOST_COORDINATOR", "E06000015"), Peer("e06000015-4")}) {
    EXPECT_EQ(world_.Call(who, "TimetableService/GetVenue", Named("/venues/hall")).reason(),
              ERROR_REASON_RESOURCE_NOT_FOUND);
    EXPECT_EQ(world_.Call(who, "TimetableService/ListSessions", Below()).reason(),
              ERROR_REASON_RESOURCE_NOT_FOUND);
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling

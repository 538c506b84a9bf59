// An unannounced visit is invisible until its release, on every path of the scheduling API.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "peerchallenge/scheduling/v1/directory.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

// A status with all its details, in an order of their own: that of absl::Status is random.
std::string Told(const absl::Status& status) {
  std::map<std::string, std::string> details;
  status.ForEachPayload([&details](absl::string_view type, const absl::Cord& value) {
    details[std::string(type)] = absl::CHexEscape(std::string(value));
  });
  return absl::StrCat(absl::StatusCodeToString(status.code()), ": ", std::string(status.message()),
                      " ", absl::StrJoin(details, " ", absl::PairFormatter("=")));
}

using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_RESOURCE_NOT_FOUND;
using errors::v1::ERROR_REASON_UNSPECIFIED;
using errors::v1::ERROR_REASON_WRONG_STATE;
using testing::HasSubstr;
using testing::Not;

constexpr char kHost[] = "E10000019";
// Another member of the programme office, who does not need to know.
const Who kColleague = {"colleague", {"PROGRAMME_OFFICE@regions/em"}};
const Who kAuditor = {"auditor", {"AUDITOR@regions/em"}};
// On the visit's team.
const Who kMember = Peer("e06000015-4");

// Everybody who must not learn of a visit to kHost.
std::vector<Who> Outsiders() {
  return {
      Officer("HOST_DIRECTOR", kHost),
      Officer("HOST_COORDINATOR", kHost),
      Officer("SCRUTINY_OFFICER", kHost),
      {"system",
       {absl::StrCat("COUNCIL_SYSTEM@regions/em/authorities/", kHost, ";as=HOST_DIRECTOR;write")}},
      {"board", {absl::StrCat("REGIONAL_BOARD@regions/em/authorities/", kHost)}},
      Peer("e10000019-1"),
      Officer("HOST_DIRECTOR", "E06000018"),
      Peer("e06000018-4"),
      kColleague,
      kAdministrator,
      kAuditor};
}

v1::Review CreateVisit(World& world) {
  return world
      .Must(kOffice, "ReviewService/CreateReview", R"({"parent": "regions/em", "review": {
          "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E10000019",
          "kind": "KIND_ASSURANCE_VISIT", "unannounced": true,
          "releaseTime": "2012-10-10T08:00:00Z"}})")
      .As<v1::Review>();
}

// Adds the visit, with a team that has been invited and has accepted. Returns its name.
std::string AddVisit(World& world) {
  const v1::Review visit = CreateVisit(world);
  world.Must(kOffice, "ReviewService/AgreeScope",
             absl::StrCat(R"({"name": ")", visit.name(),
                          R"(", "scope": {"lines": [{"id": "k", "question": "Safe?"}]}})"));
  world.Must(kOffice, "ReviewService/ProposeTeam",
             absl::StrCat(R"({"name": ")", visit.name(), R"(", "week": "2012-10-08", "members": [
                 {"person": "regions/em/people/e06000015-1", "duty": "DUTY_LEAD"},
                 {"person": "regions/em/people/e06000015-4", "duty": "DUTY_REVIEWER"},
                 {"person": "regions/em/people/e10000018-4", "duty": "DUTY_REVIEW_MANAGER"}]})"));
  world.Must(kOffice, "ReviewService/InviteTeam",
             absl::StrCat(R"({"name": ")", visit.name(), "\"}"));
  world.Must(kMember, "ReviewService/AnswerInvitation",
             absl::StrCat(R"({"name": ")", visit.name(),
                          R"(", "person": "regions/em/people/e06000015-4", "accept": true})"));
  return visit.name();
}

// Everything that a timetable leaves behind: venue, people, sessions, a build in force, a release
// and a disruption; with the ids that others would guess.
void AddVisitTimetable(World& world, const std::string& visit) {
  for (const char* person : {"e06000015-1", "e10000018-4"}) {
    world.Must(kOffice, "ReviewService/AnswerInvitation",
               absl::StrCat(R"({"name": ")", visit, R"(", "accept": true,
                   "person": "regions/em/people/)",
                            person, "\"}"));
  }
  world.Must(kOffice, "ReviewService/AgreeTeam", absl::StrCat(R"({"name": ")", visit, "\"}"));
  const auto below = [&](const std::string& method, const std::string& members) {
    world.Must(kOffice, "TimetableService/" + method,
               absl::StrCat(R"({"parent": ")", visit, "\", ", members, "}"));
  };
  const auto named = [&](const std::string& tail) {
    return absl::StrCat(R"({"name": ")", visit, tail, "\"}");
  };
  below("CreateVenue", R"("venueId": "hall", "venue": {"displayName": "Hall"})");
  below("CreateParticipant",
        R"("participantId": "p", "participant": {"displayName": "P", "role": "P"})");
  below("CreateParticipantGroup", absl::StrCat(R"("participantGroupId": "g", "participantGroup":
        {"displayName": "G", "members": [")",
                                               visit, "/participants/p\"]}"));
  below("CreateSession", absl::StrCat(R"("sessionId": "talk", "session": {"displayName": "Talk",
        "minutes": 60, "kind": "KIND_MEETING", "mandatory": true, "groups": [")",
                                      visit, "/participantGroups/g\"]}"));
  below("StartBuild", R"("buildId": "b", "options": {"stepLimit": "100"})");
  world.Read(kOffice, "TimetableService/WatchBuild", named("/builds/b"));
  world.Must(kOffice, "TimetableService/AdoptBuild", named("/builds/b"));
  below("CreateRelease", R"("note": "secret")");
  below("ReportDisruption",
        R"("disruptionId": "d", "disruption": {"options": {"stepLimit": "100"}})");
  world.Read(kOffice, "TimetableService/WatchDisruption", named("/disruptions/d"));
}

class UnannouncedVisitTest : public testing::Test {
 protected:
  UnannouncedVisitTest() {
    AddChallenge(world_, "lin", kHost);
    visit_ = AddVisit(world_);
  }
  std::string Named() const { return absl::StrCat(R"({"name": ")", visit_, "\"}"); }
  // The update that moves its release.
  std::string Releasing(const std::string& time) const {
    return absl::StrCat(R"({"review": {"name": ")", visit_, R"(", "releaseTime": ")", time, "\"}}");
  }

  RegionWorld world_;
  std::string visit_;
};

TEST_F(UnannouncedVisitTest, IsKnownToItsTeamAndToThoseWhoNeedToKnow) {
  EXPECT_TRUE(world_.Call(kOffice, "ReviewService/GetReview", Named()).ok());
  EXPECT_TRUE(world_.Call(kMember, "ReviewService/GetReview", Named()).ok());
}

TEST_F(UnannouncedVisitTest, LooksMissingToEverybodyElse) {
  for (const Who& who : Outsiders()) {
    const Answer there = world_.Call(who, "ReviewService/GetReview", Named());
    const Answer missing =
        world_.Call(who, "ReviewService/GetReview",
                    R"({"name": "regions/em/reviews/0190b7a8-0000-7000-8000-000000000000"})");
    EXPECT_FALSE(there.ok()) << who.subject;
    EXPECT_EQ(there.status.code(), missing.status.code()) << who.subject;
    EXPECT_EQ(
        absl::StrReplaceAll(std::string(there.status.message()), {{visit_, "X"}}),
        absl::StrReplaceAll(std::string(missing.status.message()),
                            {{"regions/em/reviews/0190b7a8-0000-7000-8000-000000000000", "X"}}));
  }
}

TEST_F(UnannouncedVisitTest, CannotBeCreatedByTheHostOrWithAnIdOfOnesChoice) {
  const std::string review = R"("review": {
      "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E10000019",
      "kind": "KIND_ASSURANCE_VISIT", "unannounced": true, "releaseTime": "2012-10-10T08:00:00Z"}})";
  EXPECT_EQ(world_
                .Call(kOffice, "ReviewService/CreateReview",
                      R"({"parent": "regions/em", "reviewId": "guessable", )" + review)
                .reason(),
            ERROR_REASON_FIELD_INVALID);
  const Who hosts_own = {
      "both", {"PROGRAMME_OFFICE@regions/em", "HOST_DIRECTOR@regions/em/authorities/E10000019"}};
  EXPECT_EQ(
      world_.Call(hosts_own, "ReviewService/CreateReview", R"({"parent": "regions/em", )" + review)
          .reason(),
      ERROR_REASON_FIELD_INVALID);
}

TEST_F(UnannouncedVisitTest, DoesNotNameThoseWhoNeedToKnowToItsTeam) {
  EXPECT_THAT(world_.Must(kOffice, "ReviewService/GetReview", Named()).json,
              HasSubstr("needToKnow"));
  EXPECT_THAT(world_.Must(kMember, "ReviewService/GetReview", Named()).json,
              Not(HasSubstr("needToKnow")));
}

TEST_F(UnannouncedVisitTest, ShowsWhomPlanningTookWithoutKnowing) {
  world_.Must(kColleague, "ReviewService/ProposeTeam", R"({"name": "regions/em/reviews/lin",
      "week": "2012-10-08", "members": [
      {"person": "regions/em/people/e10000024-1", "duty": "DUTY_LEAD"},
      {"person": "regions/em/people/e06000015-4", "duty": "DUTY_REVIEWER"},
      {"person": "regions/em/people/e06000018-3", "duty": "DUTY_REVIEWER"},
      {"person": "regions/em/people/e06000018-4", "duty": "DUTY_REVIEWER"},
      {"person": "regions/em/people/e10000018-5", "duty": "DUTY_REVIEWER"}]})");
  const auto visit = world_.Must(kOffice, "ReviewService/GetReview", Named()).As<v1::Review>();
  ASSERT_EQ(visit.clashing_members_size(), 1);
  EXPECT_EQ(visit.clashing_members(0), "regions/em/people/e06000015-4");
}

TEST_F(UnannouncedVisitTest, DoesNotTellOfAnotherHiddenVisitByItsClashes) {
  // A colleague's own hidden visit in the same week, with a member of this one.
  const auto theirs =
      world_
          .Must(kColleague, "ReviewService/CreateReview", R"({"parent": "regions/em", "review": {
              "programme": "regions/em/programmes/y", "host": "regions/em/authorities/E06000018",
              "kind": "KIND_ASSURANCE_VISIT", "unannounced": true,
              "releaseTime": "2012-10-10T08:00:00Z"}})")
          .As<v1::Review>();
  const auto proposed = world_
                            .Must(kColleague, "ReviewService/ProposeTeam",
                                  absl::StrCat(R"({"name": ")", theirs.name(),
                                               R"(", "week": "2012-10-08", "members": [
                    {"person": "regions/em/people/e10000024-1", "duty": "DUTY_LEAD"},
                    {"person": "regions/em/people/e06000015-4", "duty": "DUTY_REVIEWER"},
                    {"person": "regions/em/people/e10000024-4", "duty": "DUTY_REVIEWER"}]})"))
                            .As<v1::Review>();
  EXPECT_EQ(proposed.clashing_members_size(), 0);
  EXPECT_EQ(world_.Must(kOffice, "ReviewService/GetReview", Named())
                .As<v1::Review>()
                .clashing_members_size(),
            0);
}

// Each method of TimetableService with a request about the visit, as its caller would guess it.
std::vector<std::pair<std::string, std::string>> TimetableRequests(const std::string& visit) {
  const auto named = [&](const std::string& tail, const std::string& more = "") {
    return absl::StrCat(R"({"name": ")", visit, tail, "\"", more, "}");
  };
  const auto below = [&](const std::string& members = "") {
    return absl::StrCat(R"({"parent": ")", visit, "\"", members, "}");
  };
  const auto changed = [&](const std::string& field, const std::string& tail) {
    return absl::StrCat("{\"", field, R"(": {"name": ")", visit, tail, "\"}}");
  };
  return {
      {"GetVisitSettings", named("/visitSettings")},
      {"UpdateVisitSettings", changed("visitSettings", "/visitSettings")},
      {"CreateVenue", below(R"(, "venueId": "hall", "venue": {"displayName": "x"})")},
      {"GetVenue", named("/venues/hall")},
      {"ListVenues", below()},
      {"UpdateVenue", changed("venue", "/venues/hall")},
      {"DeleteVenue", named("/venues/hall")},
      {"CreateParticipant", below(R"(, "participantId": "p")")},
      {"GetParticipant", named("/participants/p")},
      {"ListParticipants", below()},
      {"UpdateParticipant", changed("participant", "/participants/p")},
      {"DeleteParticipant", named("/participants/p")},
      {"CreateParticipantGroup", below(R"(, "participantGroupId": "g")")},
      {"GetParticipantGroup", named("/participantGroups/g")},
      {"ListParticipantGroups", below()},
      {"UpdateParticipantGroup", changed("participantGroup", "/participantGroups/g")},
      {"DeleteParticipantGroup", named("/participantGroups/g")},
      {"CreateSession", below(R"(, "sessionId": "talk")")},
      {"GetSession", named("/sessions/talk")},
      {"ListSessions", below()},
      {"UpdateSession", changed("session", "/sessions/talk")},
      {"DeleteSession", named("/sessions/talk")},
      {"StartBuild", below(R"(, "buildId": "b")")},
      {"GetBuild", named("/builds/b")},
      {"ListBuilds", below()},
      {"WatchBuild", named("/builds/b")},
      {"CancelBuild", named("/builds/b")},
      {"AdoptBuild", named("/builds/b")},
      {"ExplainBuild", named("/builds/b")},
      {"GetTimetable", named("/timetables/current")},
      {"GetTimetable", named("/timetables/1")},
      {"ListTimetables", below()},
      {"MoveSession", below(R"(, "placements": [{"session": "talk", "start": "09:00"}])")},
      {"SuggestSlots", absl::StrCat(R"({"session": ")", visit, R"(/sessions/talk"})")},
      {"ReportDisruption", below(R"(, "disruptionId": "d")")},
      {"GetDisruption", named("/disruptions/d")},
      {"ListDisruptions", below()},
      {"WatchDisruption", named("/disruptions/d")},
      {"AcceptDisruption", named("/disruptions/d")},
      {"RejectDisruption", named("/disruptions/d")},
      {"CreateRelease", below()},
      {"GetRelease", named("/releases/1")},
      {"ListReleases", below()},
      {"CompareReleases", named("/releases/1")},
      {"GetSchedule", absl::StrCat(R"({"timetable": ")", visit, R"(/timetables/1", "subject": ")",
                                   visit, R"(/venues/hall"})")},
      {"ExportCalendar", below()},
      {"ExportCalendar", below(R"(, "subject": "regions/em/people/e06000015-4")")}};
}

TEST_F(UnannouncedVisitTest, TimetableLooksMissingToEverybodyElseByEveryMethod) {
  AddVisitTimetable(world_, visit_);
  const std::string missing = "regions/em/reviews/0190b7a8-0000-7000-8000-000000000000";
  const auto there = TimetableRequests(visit_);
  const auto not_there = TimetableRequests(missing);
  for (const Who& who : Outsiders()) {
    for (size_t i = 0; i < there.size(); ++i) {
      const auto& [method, request] = there[i];
      const Answer hidden = world_.Call(who, "TimetableService/" + method, request);
      const Answer none = world_.Call(who, "TimetableService/" + method, not_there[i].second);
      EXPECT_FALSE(hidden.ok()) << who.subject << " " << method << " " << hidden.json;
      EXPECT_EQ(absl::StrReplaceAll(Told(hidden.status), {{visit_, "X"}}),
                absl::StrReplaceAll(Told(none.status), {{missing, "X"}}))
          << who.subject << " " << method;
    }
  }
}

TEST_F(UnannouncedVisitTest, TimetableIsKnownToItsTeamAndInTheirCalendars) {
  AddVisitTimetable(world_, visit_);
  EXPECT_TRUE(world_
                  .Call(kMember, "TimetableService/GetTimetable",
                        absl::StrCat(R"({"name": ")", visit_, R"(/timetables/current"})"))
                  .ok());
  const std::string all =
      R"({"parent": "regions/em/reviews/-", "subject": "regions/em/people/e06000015-1"})";
  const Who lead = Peer("e06000015-1");
  EXPECT_THAT(world_.Must(lead, "TimetableService/ExportCalendar", all).json, HasSubstr("Talk"));
  EXPECT_THAT(world_.Must(kColleague, "TimetableService/ExportCalendar", all).json,
              Not(HasSubstr("Talk")));
}

TEST_F(UnannouncedVisitTest, BecomesKnownAtItsReleaseTime) {
  const Who director = Officer("HOST_DIRECTOR", kHost);
  world_.clock().Set(
      absl::FromCivil(absl::CivilSecond(2012, 10, 10, 7, 59, 59), absl::UTCTimeZone()));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  EXPECT_EQ(world_.Call(director, "ReviewService/GetReview", Named()).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  world_.clock().Advance(absl::Seconds(1));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  EXPECT_TRUE(world_.Call(director, "ReviewService/GetReview", Named()).ok());
}

TEST_F(UnannouncedVisitTest, CanBeReleasedEarlyOnce) {
  world_.Must(kOffice, "ReviewService/ReleaseReview", Named());
  EXPECT_TRUE(
      world_.Call(Officer("HOST_COORDINATOR", kHost), "ReviewService/GetReview", Named()).ok());
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/ReleaseReview", Named()).reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(UnannouncedVisitTest, StaysHiddenForGoodWhenItIsCancelled) {
  world_.Must(kOffice, "ReviewService/CancelReview",
              absl::StrCat(R"({"name": ")", visit_, R"(", "reason": "the tip was false"})"));
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/ReleaseReview", Named()).reason(),
            ERROR_REASON_WRONG_STATE);
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/UpdateReview", Releasing("2012-12-01T08:00:00Z"))
                .reason(),
            ERROR_REASON_WRONG_STATE);
  world_.clock().Set(absl::FromCivil(absl::CivilDay(2012, 11, 1), absl::UTCTimeZone()));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  for (const Who& who : Outsiders()) {
    EXPECT_FALSE(world_.Call(who, "ReviewService/GetReview", Named()).ok()) << who.subject;
  }
}

TEST_F(UnannouncedVisitTest, CanBeReleasedLaterThanPlannedUntilItIsKnown) {
  AddVisitTimetable(world_, visit_);
  const std::string later = Releasing("2012-10-24T08:00:00Z");
  EXPECT_EQ(world_.Call(kMember, "ReviewService/UpdateReview", later).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  world_.Must(kOffice, "ReviewService/UpdateReview", later);
  EXPECT_EQ(world_
                .Call(kOffice, "ReviewService/UpdateReview",
                      absl::StrCat(R"({"review": {"name": ")", visit_, R"(", "teamMax": 9}})"))
                .reason(),
            ERROR_REASON_WRONG_STATE);
  const Who director = Officer("HOST_DIRECTOR", kHost);
  world_.clock().Set(absl::FromCivil(absl::CivilDay(2012, 10, 24), absl::UTCTimeZone()));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  EXPECT_EQ(world_.Call(director, "ReviewService/GetReview", Named()).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
  world_.clock().Advance(absl::Hours(8));
  ASSERT_TRUE(world_.scheduling().Tick().ok());
  EXPECT_TRUE(world_.Call(director, "ReviewService/GetReview", Named()).ok());
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/UpdateReview", Releasing("2012-10-25T08:00:00Z"))
                .reason(),
            ERROR_REASON_WRONG_STATE);
}

TEST_F(UnannouncedVisitTest, IsReleasedAtATimeToComeOnceItsWeekHasBegun) {
  for (const char* early : {"2012-02-29T23:59:59Z", "2012-03-01T00:00:00Z",
                            "2012-10-07T22:59:59Z" /* a Sunday, in London too */}) {
    EXPECT_EQ(world_.Call(kOffice, "ReviewService/UpdateReview", Releasing(early)).reason(),
              ERROR_REASON_FIELD_INVALID)
        << early;
  }
  world_.Must(kOffice, "ReviewService/UpdateReview", Releasing("2012-10-07T23:00:00Z"));
  world_.Must(kOffice, "ReviewService/UpdateReview", Releasing("9999-12-31T23:59:59Z"));
}

TEST_F(UnannouncedVisitTest, IsNotPutOffBeyondItsRelease) {
  const auto in_week = [&](const std::string& week) {
    return world_
        .Call(kOffice, "ReviewService/ProposeTeam",
              absl::StrCat(R"({"name": ")", visit_, R"(", "week": ")", week, R"(", "members": [
                  {"person": "regions/em/people/e06000015-1", "duty": "DUTY_LEAD"},
                  {"person": "regions/em/people/e06000015-4", "duty": "DUTY_REVIEWER"},
                  {"person": "regions/em/people/e10000018-4", "duty": "DUTY_REVIEWER"}]})"))
        .reason();
  };
  EXPECT_EQ(in_week("2012-10-15"), ERROR_REASON_FIELD_INVALID);
  world_.Must(kOffice, "ReviewService/UpdateReview", Releasing("2012-10-17T08:00:00Z"));
  EXPECT_EQ(in_week("2012-10-15"), ERROR_REASON_UNSPECIFIED);
}

TEST_F(UnannouncedVisitTest, NeedsAReleaseTimeThatCanCome) {
  v1::CreateReviewRequest request;
  request.set_parent("regions/em");
  v1::Review& review = *request.mutable_review();
  review.set_programme("regions/em/programmes/y");
  review.set_host("regions/em/authorities/E10000019");
  review.set_kind(v1::Review::KIND_ASSURANCE_VISIT);
  review.set_unannounced(true);
  rpc::CallOptions options;
  options.bearer_token = world_.TokenFor(kOffice);
  auto channel = rpc::OpenChannel(world_.address());
  ASSERT_TRUE(channel.ok()) << channel.status();
  // The last one would come soon after it has gone through a 64-bit number of microseconds.
  for (const int64_t seconds : {int64_t{1'330'560'000}, int64_t{1'346'457'599},
                                int64_t{253'402'300'800}, int64_t{36'893'488'147'420}}) {
    review.mutable_release_time()->set_seconds(seconds);
    v1::Review reply;
    EXPECT_EQ(
        errors::ReasonOf((*channel)->UnaryMessage(
            "peerchallenge.scheduling.v1.ReviewService/CreateReview", request, options, reply)),
        ERROR_REASON_FIELD_INVALID)
        << seconds;
  }
}

TEST_F(UnannouncedVisitTest, IsNewToTheHostsWatchWhenItIsReleased) {
  const Who director = Officer("HOST_DIRECTOR", kHost);
  const auto first =
      world_.Read(director, "ChangesService/Watch", R"({"parent": "regions/em"})", "resumeToken");
  ASSERT_EQ(first.size(), 1u);
  Answer token{absl::OkStatus(), first[0]};
  const std::string resume = token.As<peerchallenge::changes::v1::WatchResponse>().resume_token();
  world_.Must(kOffice, "ReviewService/ReleaseReview", Named());
  const auto seen = world_.Read(director, "ChangesService/Watch",
                                absl::StrCat(R"({"resumeToken": ")", resume, "\"}"), "change");
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_THAT(seen[0], HasSubstr("KIND_CREATED"));
  EXPECT_THAT(seen[0], HasSubstr(visit_));
}

TEST_F(UnannouncedVisitTest, IsNotRepeatedToOneWhoNoLongerNeedsToKnow) {
  const std::string update =
      absl::StrCat(R"({"requestId": "once", "updateMask": "needToKnow", "review": {"name": ")",
                   visit_, R"(", "needToKnow": ["office", "colleague"]}})");
  world_.Must(kOffice, "ReviewService/UpdateReview", update);
  world_.Must(kOffice, "ReviewService/UpdateReview", update);
  world_.Must(kColleague, "ReviewService/UpdateReview",
              absl::StrCat(R"({"updateMask": "needToKnow", "review": {"name": ")", visit_,
                           R"(", "needToKnow": ["colleague"]}})"));
  EXPECT_EQ(world_.Call(kOffice, "ReviewService/UpdateReview", update).reason(),
            ERROR_REASON_RESOURCE_NOT_FOUND);
}

// ---------------------------------------------------------------- two worlds

// Opaque tokens differ at random, whatever they hold; all that they may tell is their length.
std::string WithoutTokens(const std::string& json) {
  static const std::regex kToken("\"(nextPageToken|resumeToken)\":\"([^\"]*)\"");
  std::string masked;
  std::sregex_iterator it(json.begin(), json.end(), kToken);
  size_t from = 0;
  for (; it != std::sregex_iterator(); ++it) {
    masked += json.substr(from, static_cast<size_t>(it->position()) - from);
    masked += absl::StrCat("\"", (*it)[1].str(), "\":", (*it)[2].length());
    from = static_cast<size_t>(it->position() + it->length());
  }
  // How long a search took by the wall clock is never the same twice, nor are a call's id and port.
  static const std::regex kRandom("\"(elapsed|requestId|peer)\":\"[^\"]*\"");
  return std::regex_replace(masked + json.substr(from), kRandom, "\"$1\":0");
}

// All that one caller can see, in one text.
class Observer {
 public:
  Observer(World& world, Who who) : world_(world), who_(std::move(who)) {}

  void Ask(const std::string& method, const std::string& request) {
    const Answer answer = world_.Call(who_, method, request);
    seen_ += absl::StrCat(method, " ", request, " -> ", Told(answer.status), " ",
                          WithoutTokens(answer.json), "\n");
  }

  // Every page of a list, for a page size.
  void AskPages(const std::string& method, const std::string& members, int page_size) {
    std::string token;
    static const std::regex kNext("\"nextPageToken\":\"([^\"]+)\"");
    for (int page = 0; page < 50; ++page) {
      const Answer answer = world_.Call(who_, method,
                                        absl::StrCat("{", members, ", \"pageSize\": ", page_size,
                                                     ", \"pageToken\": \"", token, "\"}"));
      seen_ += absl::StrCat(method, " page ", page, " of ", page_size, " -> ", Told(answer.status),
                            " ", WithoutTokens(answer.json), "\n");
      std::smatch match;
      if (!std::regex_search(answer.json, match, kNext)) return;
      token = match[1];
    }
    ADD_FAILURE() << "a list without end";
  }

  // All changes up to the one that contains `last`.
  void Watch(const std::string& resume, const std::string& last) {
    for (const std::string& message :
         world_.Read(who_, "ChangesService/Watch",
                     absl::StrCat(R"({"resumeToken": ")", resume, "\"}"), last)) {
      seen_ += WithoutTokens(message) + "\n";
    }
  }

  const std::string& seen() const { return seen_; }

 private:
  World& world_;
  Who who_;
  std::string seen_;
};

std::string ResumeToken(World& world, const Who& who) {
  const auto first = world.Read(who, "ChangesService/Watch", "{}", "resumeToken");
  if (first.empty()) return "";
  return Answer{absl::OkStatus(), first[0]}
      .As<peerchallenge::changes::v1::WatchResponse>()
      .resume_token();
}

// Audit entries of one time come in no particular order: as they are, behind all else.
std::string WithEntriesInOrder(const std::string& seen) {
  std::vector<std::string> entries;
  std::string rest;
  size_t at = 0;
  while (true) {
    const size_t begin = seen.find(R"({"time")", at);
    if (begin == std::string::npos) break;
    const size_t end = seen.find('}', seen.find(R"("count":)", begin)) + 1;
    rest += seen.substr(at, begin - at);
    entries.push_back(seen.substr(begin, end - begin));
    at = end;
  }
  std::sort(entries.begin(), entries.end());
  return absl::StrCat(rest, seen.substr(at), absl::StrJoin(entries, "\n"));
}

// One world's year up to the visit: with or without it, everything else is the same.
std::vector<std::string> LiveAYear(bool with_visit) {
  World world;
  SetUpRegion(world);
  AddChallenge(world, "lin", kHost);
  AddChallenge(world, "not", "E10000024");
  world.clock().Advance(absl::Hours(1));
  const std::vector<Who> outsiders = {
      Officer("HOST_DIRECTOR", kHost),
      Officer("HOST_COORDINATOR", kHost),
      {"system",
       {absl::StrCat("COUNCIL_SYSTEM@regions/em/authorities/", kHost, ";as=HOST_DIRECTOR")}},
      {"board", {absl::StrCat("REGIONAL_BOARD@regions/em/authorities/", kHost)}},
      Peer("e10000019-4"),
      kColleague};
  std::vector<std::string> resume;
  for (const Who& who : outsiders) resume.push_back(ResumeToken(world, who));

  if (with_visit) AddVisitTimetable(world, AddVisit(world));
  world.clock().Advance(absl::Hours(1));

  // What others do afterwards, with the people of the hidden team too.
  world.Must(kColleague, "ProgrammeService/StartPlan", R"({"parent": "regions/em/programmes/y",
      "planId": "p", "options": {"seed": "7", "stepLimit": "5000", "timeLimit": "60s"}})");
  world.Read(kColleague, "ProgrammeService/WatchPlan",
             R"({"name": "regions/em/programmes/y/plans/p"})");
  world.clock().Advance(absl::Hours(1));
  world.Must(kColleague, "ProgrammeService/AdoptPlan",
             R"({"name": "regions/em/programmes/y/plans/p"})");
  world.Must(kColleague, "DirectoryService/DeclareInterest", R"({
      "parent": "regions/em/people/e06000015-4", "interestId": "i", "interest": {
      "authority": "regions/em/authorities/E10000019", "kind": "KIND_FAMILY", "reason": "x"}})");
  world.Must(kColleague, "DirectoryService/UpdatePerson", R"({"person": {
      "name": "regions/em/people/e06000015-1", "inactive": true}})");

  std::vector<std::string> seen;
  for (size_t i = 0; i < outsiders.size(); ++i) {
    Observer observer(world, outsiders[i]);
    for (const int page_size : {1, 2, 50}) {
      observer.AskPages("ReviewService/ListReviews", R"("parent": "regions/em")", page_size);
      observer.AskPages("DirectoryService/ListPeople", R"("parent": "regions/em")", page_size);
      observer.AskPages("ProgrammeService/ListPlans", R"("parent": "regions/em/programmes/y")",
                        page_size);
    }
    observer.AskPages("ReviewService/ListReviews",
                      R"("parent": "regions/em", "host": "regions/em/authorities/E10000019")", 50);
    observer.AskPages("DirectoryService/ListInterests", R"("parent": "regions/em/people/-")", 1);
    observer.Ask("ReviewService/GetReview", R"({"name": "regions/em/reviews/lin"})");
    observer.Ask("ProgrammeService/GetProgramme", R"({"name": "regions/em/programmes/y"})");
    observer.Ask("ProgrammeService/GetYear", R"({"name": "regions/em/programmes/y"})");
    observer.Ask("ProgrammeService/GetGiveAndTake", R"({"name": "regions/em/programmes/y"})");
    observer.Ask("ProgrammeService/ExplainPlan",
                 R"({"name": "regions/em/programmes/y/plans/p", "review": "lin"})");
    observer.Ask("DirectoryService/QueryFreeBusy", R"({"parent": "regions/em",
        "people": ["regions/em/people/e06000015-1", "regions/em/people/e06000015-4",
                   "regions/em/people/e10000018-4"],
        "dates": {"startDate": "2012-09-03", "endDate": "2013-06-28"}})");
    observer.Ask("DirectoryService/CheckInterests", R"({"host": "regions/em/authorities/E10000019",
        "people": ["regions/em/people/e06000015-4"]})");
    observer.Ask("DirectoryService/GetPerson", R"({"name": "regions/em/people/e06000015-4"})");
    observer.Ask("DirectoryService/GetInterest",
                 R"({"name": "regions/em/people/e06000015-4/interests/i"})");
    observer.Ask(
        "ReviewService/SuggestReplacements",
        R"({"name": "regions/em/reviews/lin", "person": "regions/em/people/e10000024-1"})");
    observer.Ask("TimetableService/ExportCalendar", R"({"parent": "regions/em/reviews/-",
        "subject": "regions/em/people/e06000015-4"})");
    observer.Ask("TimetableService/ExportCalendar", R"({"parent": "regions/em/reviews/-",
        "subject": "regions/em/people/e10000018-4"})");
    for (const auto& [method, request] : TimetableRequests("regions/em/reviews/lin")) {
      observer.Ask("TimetableService/" + method, request);
    }
    // A change that everybody sees ends the watch of each.
    world.Must(
        kAdministrator, "DirectoryService/UpdateRegion",
        absl::StrCat(R"({"region": {"name": "regions/em", "displayName": "Round )", i, "\"}}"));
    observer.Watch(resume[i], absl::StrCat("Round ", i));
    seen.push_back(absl::StrCat(outsiders[i].subject, "\n", observer.seen()));
  }
  Observer auditor(world, kAuditor);
  if (!world.FlushAudit().ok()) ADD_FAILURE() << "the audit log is incomplete";
  for (const char* filter :
       {"", R"(, "subject": "office")", R"(, "subject": "colleague")",
        R"(, "startTime": "2012-03-01T01:00:00Z", "endTime": "2012-03-01T01:00:01Z")"}) {
    for (const int page_size : {10, 1000}) {
      auditor.AskPages("AuditService/ListAuditEntries",
                       absl::StrCat(R"("parent": "regions/em")", filter), page_size);
    }
  }
  seen.push_back(WithEntriesInOrder(auditor.seen()));
  return seen;
}

TEST(UnannouncedVisitTwoWorldsTest, NobodyOutsideCanTellTheWorldsApart) {
  const std::vector<std::string> with = LiveAYear(true);
  const std::vector<std::string> without = LiveAYear(false);
  ASSERT_EQ(with.size(), without.size());
  for (size_t i = 0; i < with.size(); ++i) EXPECT_EQ(with[i], without[i]);
}

// What auditors are shown of calls that fail on hidden visits, or else on names that nothing has.
std::string AuditOfFailures(bool with_visits) {
  World world;
  SetUpRegion(world);
  AddChallenge(world, "lin", kHost);
  world.clock().Advance(absl::Hours(1));
  std::vector<std::string> names = {"regions/em/reviews/0190b7a8-0000-7000-8000-000000000000",
                                    "regions/em/reviews/0190b7a8-0000-7000-8000-000000000001"};
  const auto fail = [&](const Who& who, const std::string& method, const std::string& review,
                        const std::string& more = "") {
    EXPECT_FALSE(world
                     .Call(who, "ReviewService/" + method,
                           absl::StrCat(R"({"name": ")", review, "\"", more, "}"))
                     .ok());
  };
  const std::string stale = R"(, "reason": "x", "etag": "stale")";
  if (with_visits) {
    names = {AddVisit(world), CreateVisit(world).name()};
    // Those who know of the visits fail as nobody can on a name that nothing has.
    for (size_t i = 0; i < 4; ++i) fail(kOffice, "CancelReview", names[i % 2], stale);
  }
  world.clock().Advance(absl::Hours(1));

  const std::string lin = "regions/em/reviews/lin";
  const Who director = Officer("HOST_DIRECTOR", kHost);
  const std::vector<std::vector<std::string>> within_minutes = {{names[0]},
                                                                {names[0], names[0], names[0]},
                                                                {names[0], names[1]},
                                                                {names[0], names[1], names[0]},
                                                                {lin, names[0], names[1]},
                                                                {names[1], lin, lin}};
  for (const auto& minute : within_minutes) {
    for (const std::string& review : minute) {
      fail(kColleague, "CancelReview", review, stale);
      fail(director, "ObjectToMember", review, stale);
      fail(kAuditor, "ReleaseReview", review);
      fail(Who{"stranger", {}}, "GetReview", review);
    }
    EXPECT_TRUE(world.FlushAudit().ok());
    world.clock().Advance(absl::Minutes(1));
  }
  Observer auditor(world, kAuditor);
  for (const int page_size : {3, 7, 1000}) {
    auditor.AskPages("AuditService/ListAuditEntries", R"("parent": "regions/em")", page_size);
  }
  return WithEntriesInOrder(auditor.seen());
}

TEST(UnannouncedVisitTwoWorldsTest, FailedCallsAreAuditedLikeThoseOnNothing) {
  const std::string with = AuditOfFailures(true);
  EXPECT_EQ(with, AuditOfFailures(false));
  EXPECT_THAT(with, HasSubstr("ETAG_MISMATCH")) << "of the review that is no secret";
  EXPECT_THAT(with, HasSubstr("RESOURCE_NOT_FOUND"));
}

// The comparison above is worth something only if it notices a difference.
TEST(UnannouncedVisitTwoWorldsTest, TheObserverNoticesAVisitThatIsNotHidden) {
  const auto look = [](bool with_visit) {
    World world;
    SetUpRegion(world);
    if (with_visit) {
      world.Must(kOffice, "ReviewService/ReleaseReview",
                 absl::StrCat(R"({"name": ")", AddVisit(world), "\"}"));
    }
    Observer observer(world, Officer("HOST_DIRECTOR", kHost));
    observer.AskPages("ReviewService/ListReviews", R"("parent": "regions/em")", 50);
    return observer.seen();
  };
  EXPECT_NE(look(true), look(false));
}

}  // namespace
}  // namespace peerchallenge::scheduling

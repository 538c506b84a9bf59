#include "tests/services/scheduling/visits/visit_world.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "services/scheduling/planning/clock.h"

namespace peerchallenge::scheduling {
namespace {

struct Member {
  const char* person;
  const char* duty;
};
constexpr Member kTeam[] = {{"e10000024-1", "DUTY_LEAD"},
                            {"e10000024-4", "DUTY_REVIEWER"},
                            {"e06000018-3", "DUTY_REVIEWER"},
                            {"e06000018-4", "DUTY_REVIEW_MANAGER"},
                            {"e10000018-5", "DUTY_REVIEWER"}};

void AgreeTeam(World& world) {
  std::string members;
  for (const Member& member : kTeam) {
    absl::StrAppend(&members, members.empty() ? "" : ", ", R"({"person": "regions/em/people/)",
                    member.person, R"(", "duty": ")", member.duty, "\"}");
  }
  world.Must(kOffice, "ReviewService/ProposeTeam",
             absl::StrCat(R"({"name": ")", kLin, R"(", "week": "2012-10-01", "members": [)",
                          members, "]}"));
  world.Must(kOffice, "ReviewService/InviteTeam", Named(""));
  for (const Member& member : kTeam) {
    world.Must(kOffice, "ReviewService/AnswerInvitation",
               absl::StrCat(R"({"name": ")", kLin, R"(", "person": "regions/em/people/)",
                            member.person, R"(", "accept": true})"));
  }
  world.Must(kOffice, "ReviewService/AgreeTeam", Named(""));
}

}  // namespace

std::string Named(const std::string& tail) {
  return absl::StrCat(R"({"name": ")", kLin, tail, "\"}");
}

std::string Below(const std::string& members) {
  return absl::StrCat(R"({"parent": ")", kLin, "\"", members.empty() ? "" : ", ", members, "}");
}

std::string AsJson(const v1::Placement& placement) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(placement, &json).ok());
  return json;
}

std::string WindowOf(const v1::Placement& placement, int minutes) {
  const int start = planning::ParseClock(placement.start()).value_or(0);
  return absl::StrCat(R"({"date": ")", placement.date(), R"(", "start": ")", placement.start(),
                      R"(", "end": ")", planning::FormatClock(start + minutes), "\"}");
}

v1::Placement PlaceOf(const v1::Timetable& timetable, const std::string& session) {
  for (const v1::Placement& placement : timetable.placements()) {
    if (placement.session() == session) return placement;
  }
  return {};
}

VisitWorld::VisitWorld() : World(Filled()) {}

const FilledFolder& VisitWorld::Filled() {
  static const FilledFolder filled = [] {
    VisitWorld world{Empty()};
    world.Fill();
    return FilledFolder(world);
  }();
  return filled;
}

void VisitWorld::Fill() {
  SetUpRegion(*this);
  AddChallenge(*this, "lin", "E10000019", R"(, "pinnedWeek": "2012-10-01")");
  AgreeTeam(*this);
  AddVenue("hall", R"("displayName": "County hall", "rooms": 2, "address": "Newland; Lincoln")");
  AddVenue("school", R"("displayName": "A school", "latitude": 53.3, "longitude": -0.5)");
  AddVenue("hub", R"("displayName": "The hub", "latitude": 53.1, "longitude": -0.6)");
  const std::string participants = std::string(kLin) + "/participants/";
  AddParticipant("head", R"("displayName": "Head of service 1", "role": "HEAD_OF_SERVICE")");
  AddParticipant("manager", absl::StrCat(R"("displayName": "Team manager 1", "role": "MANAGER",
      "lineManager": ")",
                                         participants, "head\""));
  for (int i = 1; i <= 3; ++i) {
    AddParticipant(
        absl::StrCat("worker-", i),
        absl::StrCat(R"("displayName": "Social worker )", i,
                     R"(", "role": "SOCIAL_WORKER", "lineManager": ")", participants, "manager\""));
  }
  AddParticipant("teacher", R"("displayName": "Head teacher 1", "role": "HEAD_TEACHER")");
  AddParticipant("leaver", R"("displayName": "Care leaver 1", "role": "CARE_LEAVER")");
  const auto members = [&](const std::string& ids) {
    std::string list;
    for (const char c : ids)
      list += c == '+' ? absl::StrCat("\", \"", participants) : std::string(1, c);
    return absl::StrCat(R"("members": [")", participants, list, "\"]");
  };
  AddGroup("leaders",
           R"("displayName": "Leaders", "perspective": "LEADERSHIP", )" + members("head"));
  AddGroup("staff", R"("displayName": "Social workers", "perspective": "STAFF", )" +
                        members("worker-1+worker-2+worker-3"));
  AddGroup("schools",
           R"("displayName": "Schools", "perspective": "PARTNER", )" + members("teacher"));
  AddGroup("leavers", R"("displayName": "Care leavers", "perspective": "SERVICE_USER",
      "available": [{"date": "2012-10-01", "start": "16:00", "end": "17:30"},
                    {"date": "2012-10-02", "start": "16:00", "end": "17:30"}], )" +
                          members("leaver"));
  const std::string groups = std::string(kLin) + "/participantGroups/";
  const std::string at = std::string(R"("venues": [")") + kLin + "/venues/";
  AddSession("briefing", at + R"(hall"], "displayName": "Briefing", "kind": "KIND_TEAM",
      "minutes": 60, "wholeTeam": true, "mandatory": true, "dates": ["2012-10-01"],
      "latestEnd": "10:00")");
  AddSession("leaders-talk", at + R"(hall"], "displayName": "Leaders", "kind": "KIND_MEETING",
      "minutes": 60, "mandatory": true, "lines": ["kloe-1"], "groups": [")" +
                                 groups + "leaders\"]");
  AddSession("staff-group", at + R"(hall"], "displayName": "Social workers",
      "kind": "KIND_FOCUS_GROUP", "minutes": 60, "mandatory": true, "lines": ["kloe-1"],
      "groups": [")" + groups + "staff\"]");
  AddSession("school-visit", at + R"(school"], "displayName": "Visit to a school",
      "kind": "KIND_SITE_VISIT", "minutes": 90, "mandatory": true, "lines": ["kloe-1"],
      "groups": [")" + groups + "schools\"]");
  AddSession("leavers-talk", at + R"(hub"], "displayName": "Care leavers", "kind": "KIND_MEETING",
      "minutes": 45, "mandatory": true, "lines": ["kloe-1"], "groups": [")" +
                                 groups + "leavers\"]");
  AddSession("hub-visit", at + R"(hub"], "displayName": "Visit to the hub",
      "kind": "KIND_SITE_VISIT", "minutes": 60)");
  AddSession("feedback", at + R"(hall"], "displayName": "Feedback", "kind": "KIND_FEEDBACK",
      "minutes": 60, "wholeTeam": true, "mandatory": true, "dates": ["2012-10-03"],
      "earliest": "14:00", "after": [")" +
                             kLin + "/sessions/leaders-talk\"]");
}

void VisitWorld::AddVenue(const std::string& id, const std::string& fields) {
  Do("CreateVenue", Below(absl::StrCat(R"("venueId": ")", id, R"(", "venue": {)", fields, "}")));
}
void VisitWorld::AddParticipant(const std::string& id, const std::string& fields) {
  Do("CreateParticipant",
     Below(absl::StrCat(R"("participantId": ")", id, R"(", "participant": {)", fields, "}")));
}
void VisitWorld::AddGroup(const std::string& id, const std::string& fields) {
  Do("CreateParticipantGroup", Below(absl::StrCat(R"("participantGroupId": ")", id,
                                                  R"(", "participantGroup": {)", fields, "}")));
}
void VisitWorld::AddSession(const std::string& id, const std::string& fields) {
  Do("CreateSession",
     Below(absl::StrCat(R"("sessionId": ")", id, R"(", "session": {)", fields, "}")));
}

v1::VisitTimetable VisitWorld::Timetable(const std::string& build_id) {
  Do("StartBuild", Below(absl::StrCat(R"("buildId": ")", build_id, R"(", "options": )", kOptions)));
  Read(kCoordinator, "TimetableService/WatchBuild", Named("/builds/" + build_id));
  Do("AdoptBuild", Named("/builds/" + build_id));
  return InForce();
}

v1::VisitTimetable VisitWorld::InForce() {
  return Do("GetTimetable", Named("/timetables/current")).As<v1::VisitTimetable>();
}

v1::Release VisitWorld::Release() { return Do("CreateRelease", Below()).As<v1::Release>(); }

v1::Disruption VisitWorld::Disrupt(const std::string& id, const std::string& events) {
  Do("ReportDisruption",
     Below(absl::StrCat(R"("disruptionId": ")", id, R"(", "disruption": {"events": )", events,
                        R"(, "options": )", kOptions, "}")));
  Read(kCoordinator, "TimetableService/WatchDisruption", Named("/disruptions/" + id));
  return Do("GetDisruption", Named("/disruptions/" + id)).As<v1::Disruption>();
}

void VisitWorld::SetTime(int day, int hour, int minute) {
  clock().Set(
      absl::FromCivil(absl::CivilMinute(2012, 10, day, hour - 1, minute), absl::UTCTimeZone()));
}

}  // namespace peerchallenge::scheduling

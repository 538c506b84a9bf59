#include "tests/services/scheduling/unannounced_visit.h"

#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"

namespace peerchallenge::scheduling {

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

std::string Told(const absl::Status& status) {
  std::map<std::string, std::string> details;
  status.ForEachPayload([&details](absl::string_view type, const absl::Cord& value) {
    details[std::string(type)] = absl::CHexEscape(std::string(value));
  });
  return absl::StrCat(absl::StatusCodeToString(status.code()), ": ", std::string(status.message()),
                      " ", absl::StrJoin(details, " ", absl::PairFormatter("=")));
}

}  // namespace peerchallenge::scheduling

// Every method of scheduling, called by every role, at the own and at another authority.
//
// A cell of the table is what a caller meets: A = let through (whatever the method then says of the
// request), N = not found, D = permission denied before the request is read. "AN" = let through at
// the own place, not found at another's. All requests are about Lincolnshire, its review "lin", and
// people, programme and plans of its region; a caller "at another place" holds the same role at
// Derby, in another region, or on no team.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

struct Role {
  const char* name;
  Who own;
  Who other;
};

std::vector<Role> Roles() {
  const auto at = [](const std::string& role, const std::string& gss) {
    return Officer(role, gss);
  };
  const auto system = [](const std::string& gss) {
    return Who{"system-" + gss,
               {absl::StrCat("COUNCIL_SYSTEM@regions/em/authorities/", gss,
                             ";as=HOST_COORDINATOR;write")}};
  };
  const auto board = [](const std::string& gss) {
    return Who{"board-" + gss, {"REGIONAL_BOARD@regions/em/authorities/" + gss}};
  };
  const auto region = [](const std::string& role, const std::string& where) {
    return Who{role + "-" + where, {role + "@regions/" + where}};
  };
  return {
      {"director", at("HOST_DIRECTOR", "E10000019"), at("HOST_DIRECTOR", "E06000015")},
      {"coordinator", at("HOST_COORDINATOR", "E10000019"), at("HOST_COORDINATOR", "E06000015")},
      {"scrutiny", at("SCRUTINY_OFFICER", "E10000019"), at("SCRUTINY_OFFICER", "E06000015")},
      {"system", system("E10000019"), system("E06000015")},
      {"office", region("PROGRAMME_OFFICE", "em"), region("PROGRAMME_OFFICE", "elsewhere")},
      {"board", board("E10000019"), board("E06000015")},
      {"auditor", region("AUDITOR", "em"), region("AUDITOR", "elsewhere")},
      {"administrator", kAdministrator, kAdministrator},
      {"lead", Peer("e10000024-1"), Peer("e06000015-1")},
      {"reviewer", Peer("e06000018-3"), Peer("e06000015-4")},
  };
}

struct Row {
  const char* method;
  const char* request;
  // director coordinator scrutiny system office board auditor administrator lead reviewer
  const char* expected;
};

// clang-format off
const std::vector<Row>& Table() {
  static const auto* const kTable = new std::vector<Row>{
#include "tests/system/access_walk_table.inc"
  };
  return *kTable;
}
// clang-format on

char Letter(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return 'N';
    case absl::StatusCode::kPermissionDenied:
      return 'D';
    case absl::StatusCode::kUnauthenticated:
      return 'U';
    default:
      return 'A';
  }
}

class AccessWalkTest : public testing::Test {
 protected:
  AccessWalkTest() {
    SetUpRegion(world_);
    AddChallenge(world_, "lin", "E10000019");
    world_.Must(kOffice, "ReviewService/ProposeTeam", R"({"name": "regions/em/reviews/lin",
        "week": "2012-10-01", "members": [
        {"person": "regions/em/people/e10000024-1", "duty": "DUTY_LEAD"},
        {"person": "regions/em/people/e10000024-4", "duty": "DUTY_REVIEWER"},
        {"person": "regions/em/people/e06000018-3", "duty": "DUTY_REVIEWER"},
        {"person": "regions/em/people/e06000018-4", "duty": "DUTY_REVIEW_MANAGER"},
        {"person": "regions/em/people/e10000018-5", "duty": "DUTY_REVIEWER"}]})");
    world_.Must(kOffice, "ReviewService/InviteTeam", R"({"name": "regions/em/reviews/lin"})");
    world_.Must(kOffice, "ProgrammeService/StartPlan", R"({"parent": "regions/em/programmes/y",
        "planId": "p", "options": {"stepLimit": "100"}})");
    world_.Read(kOffice, "ProgrammeService/WatchPlan",
                R"({"name": "regions/em/programmes/y/plans/p"})");
    world_.Must(kOffice, "DirectoryService/DeclareInterest", R"({
        "parent": "regions/em/people/e10000019-4", "interestId": "i", "interest": {
        "authority": "regions/em/authorities/E06000015", "kind": "KIND_FAMILY", "reason": "x"}})");
    AgreeTeam();
    AddTimetable();
  }

  void AgreeTeam() {
    for (const char* person :
         {"e10000024-1", "e10000024-4", "e06000018-3", "e06000018-4", "e10000018-5"}) {
      world_.Must(kOffice, "ReviewService/AnswerInvitation",
                  absl::StrCat(R"({"name": "regions/em/reviews/lin", "accept": true,
                      "person": "regions/em/people/)",
                               person, "\"}"));
    }
    world_.Must(kOffice, "ReviewService/AgreeTeam", R"({"name": "regions/em/reviews/lin"})");
  }

  // One of everything, called "x", and the first version released.
  void AddTimetable() {
    const auto below = [this](const std::string& method, const std::string& members) {
      world_.Must(kOffice, "TimetableService/" + method,
                  absl::StrCat(R"({"parent": "regions/em/reviews/lin", )", members, "}"));
    };
    const auto watch = [this](const std::string& method, const std::string& name) {
      world_.Read(kOffice, "TimetableService/" + method,
                  absl::StrCat(R"({"name": ")", name, "\"}"));
    };
    const std::string lin = "regions/em/reviews/lin";
    below("CreateVenue", R"("venueId": "x", "venue": {"displayName": "X"})");
    below("CreateParticipant",
          R"("participantId": "x", "participant": {"displayName": "X", "role": "X"})");
    below("CreateParticipantGroup",
          R"("participantGroupId": "x", "participantGroup": {"displayName": "X"})");
    below("CreateSession", R"("sessionId": "x", "session": {"displayName": "X", "minutes": 60,
          "kind": "KIND_MEETING", "mandatory": true})");
    below("StartBuild", R"("buildId": "x", "options": {"stepLimit": "100"})");
    watch("WatchBuild", lin + "/builds/x");
    world_.Must(kOffice, "TimetableService/AdoptBuild",
                R"({"name": "regions/em/reviews/lin/builds/x"})");
    below("CreateRelease", R"("note": "x")");
    below("ReportDisruption",
          R"("disruptionId": "x", "disruption": {"options": {"stepLimit": "100"}})");
    watch("WatchDisruption", lin + "/disruptions/x");
  }

  World world_;
};

TEST_F(AccessWalkTest, EveryRoleMeetsWhatTheTableSays) {
  for (const Row& row : Table()) {
    std::string found;
    for (const Role& role : Roles()) {
      absl::StrAppend(
          &found, found.empty() ? "" : " ",
          std::string(1, Letter(world_.Call(role.own, row.method, row.request).status)),
          std::string(1, Letter(world_.Call(role.other, row.method, row.request).status)));
    }
    EXPECT_EQ(found, row.expected) << row.method;
  }
}

TEST_F(AccessWalkTest, NobodyComesInWithoutAToken) {
  for (const Row& row : Table()) {
    EXPECT_EQ(Letter(world_.Call(Who{}, row.method, row.request).status), 'U') << row.method;
  }
}

TEST_F(AccessWalkTest, TheTableHasEveryMethod) {
  std::set<std::string> in_table;
  for (const Row& row : Table()) in_table.insert(row.method);
  for (const auto* service : world_.registry().services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string name = service->name() + "/" + service->method(i)->name();
      EXPECT_TRUE(in_table.contains(name)) << name;
    }
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling

// Every method of scheduling, called by everybody, at the own place and at another one.
//
// Every letter of a cell is what a caller meets: A = let through (whatever the method then says of
// the request), N = not found, D = permission denied before the request is read. "AN" = let through
// at the own place, not found at another's. All requests are about Lincolnshire, its review "lin",
// its peer e10000019-4, and the programme and plans of their region.

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/access/caller.h"
#include "google/protobuf/descriptor.h"
#include "tests/services/scheduling/world.h"

namespace peerchallenge::scheduling {
namespace {

struct Caller {
  const char* column;
  access::Role role;     // of the roles table, that the column stands for
  std::vector<Who> who;  // at the place of the requests, and at another; one whose role has none
};

Who System(const std::string& gss, const std::string& rights) {
  return {"system-" + gss,
          {absl::StrCat("COUNCIL_SYSTEM@regions/em/authorities/", gss, ";as=", rights)}};
}

Who InRegion(const std::string& role, const std::string& region) {
  return {role + "-" + region, {role + "@regions/" + region}};
}

// The board's member whose grant does not say which authority is the own one.
Who BoardMemberAtHome(const std::string& id) {
  return {"regions/em/people/" + id, {"REGIONAL_BOARD@regions/em"}};
}

const std::vector<Caller>& Callers() {
  constexpr char kHere[] = "E10000019";
  constexpr char kThere[] = "E06000015";
  const auto at = [&](const std::string& role) {
    return std::vector<Who>{Officer(role, kHere), Officer(role, kThere)};
  };
  const auto system = [&](const std::string& rights) {
    return std::vector<Who>{System(kHere, rights), System(kThere, rights)};
  };
  const auto region = [&](const std::string& role) {
    return std::vector<Who>{InRegion(role, "em"), InRegion(role, "elsewhere")};
  };
  namespace roles = access::v1;
  static const auto* const kCallers = new std::vector<Caller>{
      {"dir", roles::ROLE_HOST_DIRECTOR, at("HOST_DIRECTOR")},
      {"coo", roles::ROLE_HOST_COORDINATOR, at("HOST_COORDINATOR")},
      {"scr", roles::ROLE_SCRUTINY_OFFICER, at("SCRUTINY_OFFICER")},
      // A council's system that acts as its director, reads only or may write; as its coordinator
      // likewise; and as a scrutiny officer.
      {"sys", roles::ROLE_COUNCIL_SYSTEM, system("HOST_DIRECTOR")},
      {"wri", roles::ROLE_COUNCIL_SYSTEM, system("HOST_DIRECTOR;write")},
      {"cor", roles::ROLE_COUNCIL_SYSTEM, system("HOST_COORDINATOR")},
      {"cow", roles::ROLE_COUNCIL_SYSTEM, system("HOST_COORDINATOR;write")},
      {"ssc", roles::ROLE_COUNCIL_SYSTEM, system("SCRUTINY_OFFICER;write")},
      {"off", roles::ROLE_PROGRAMME_OFFICE, region("PROGRAMME_OFFICE")},
      {"brd", roles::ROLE_REGIONAL_BOARD, at("REGIONAL_BOARD")},
      {"hom",
       roles::ROLE_REGIONAL_BOARD,
       {BoardMemberAtHome("e10000019-3"), BoardMemberAtHome("e06000015-3")}},
      {"aud", roles::ROLE_AUDITOR, region("AUDITOR")},
      {"adm", roles::ROLE_ADMINISTRATOR, {kAdministrator}},
      // The team of the review, and that of another one.
      {"led", roles::ROLE_LEAD_REVIEWER, {Peer("e10000024-1"), Peer("e06000015-1")}},
      {"man", roles::ROLE_REVIEW_MANAGER, {Peer("e06000018-4"), Peer("partner-1")}},
      {"rev", roles::ROLE_REVIEWER, {Peer("e06000018-3"), Peer("e06000015-4")}},
      {"cas", roles::ROLE_CASE_AUDITOR, {Peer("e10000024-4"), Peer("e06000018-5")}},
      // On no team: the peer whom requests are about, at home with the host; and one of elsewhere.
      {"pee", roles::ROLE_REVIEWER, {Peer("e10000019-4"), Peer("e06000015-5")}},
      {"ser", roles::ROLE_SERVICE, {{"service", {"SERVICE"}}}},
      // Somebody with a token and no role.
      {"nob", roles::ROLE_UNSPECIFIED, {{"nobody", {}}}},
  };
  return *kCallers;
}

struct Row {
  const char* method;
  const char* request;
  const char* expected;  // a cell per caller
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
    case absl::StatusCode::kOk:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return 'A';
    default:
      return '?';
  }
}

class AccessWalkTest : public testing::Test {
 protected:
  AccessWalkTest() {
    SetUpRegion(world_);
    AddReview("lin", "E10000019", "2012-10-01",
              {{"e10000024-1", "LEAD"},
               {"e10000024-4", "CASE_AUDITOR"},
               {"e06000018-3", "REVIEWER"},
               {"e06000018-4", "REVIEW_MANAGER"},
               {"e10000018-5", "REVIEWER"}});
    AddReview("lei", "E10000018", "2012-11-12",
              {{"e06000015-1", "LEAD"},
               {"e06000018-5", "CASE_AUDITOR"},
               {"e06000015-4", "REVIEWER"},
               {"partner-1", "REVIEW_MANAGER"},
               {"e10000024-3", "REVIEWER"}});
    AddChallenge(world_, "not", "E06000018");  // to be planned
    world_.Must(kOffice, "ProgrammeService/StartPlan", R"({"parent": "regions/em/programmes/y",
        "planId": "p", "options": {"stepLimit": "100"}})");
    world_.Read(kOffice, "ProgrammeService/WatchPlan",
                R"({"name": "regions/em/programmes/y/plans/p"})");
    world_.Must(kOffice, "DirectoryService/DeclareInterest", R"({
        "parent": "regions/em/people/e10000019-4", "interestId": "i", "interest": {
        "authority": "regions/em/authorities/E06000015", "kind": "KIND_FAMILY", "reason": "x"}})");
    AddTimetable();
  }

  // A challenge with its team agreed; each member with the duty.
  void AddReview(const std::string& id, const std::string& host, const std::string& week,
                 const std::vector<std::pair<std::string, std::string>>& team) {
    AddChallenge(world_, id, host);
    const std::string name = absl::StrCat(R"({"name": "regions/em/reviews/)", id, "\"");
    std::vector<std::string> members;
    for (const auto& [person, duty] : team) {
      members.push_back(absl::StrCat(R"({"person": "regions/em/people/)", person,
                                     R"(", "duty": "DUTY_)", duty, "\"}"));
    }
    world_.Must(kOffice, "ReviewService/ProposeTeam",
                absl::StrCat(name, R"(, "week": ")", week, R"(", "members": [)",
                             absl::StrJoin(members, ", "), "]}"));
    world_.Must(kOffice, "ReviewService/InviteTeam", name + "}");
    for (const auto& [person, duty] : team) {
      world_.Must(
          kOffice, "ReviewService/AnswerInvitation",
          absl::StrCat(name, R"(, "accept": true, "person": "regions/em/people/)", person, "\"}"));
    }
    world_.Must(kOffice, "ReviewService/AgreeTeam", name + "}");
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

TEST_F(AccessWalkTest, EverybodyMeetsWhatTheTableSays) {
  for (const Row& row : Table()) {
    const std::vector<std::string> expected = absl::StrSplit(row.expected, ' ', absl::SkipEmpty());
    ASSERT_EQ(expected.size(), Callers().size()) << row.method;
    for (size_t i = 0; i < expected.size(); ++i) {
      std::string met;
      for (const Who& who : Callers()[i].who) {
        met += Letter(world_.Call(who, row.method, row.request).status);
      }
      EXPECT_EQ(met, expected[i]) << Callers()[i].column << " at " << row.method;
    }
  }
}

TEST(AccessWalkTableTest, HasEveryRole) {
  std::set<access::Role> in_table;
  for (const Caller& caller : Callers()) in_table.insert(caller.role);
  const auto* all = access::v1::Role_descriptor();
  for (int i = 0; i < all->value_count(); ++i) {
    EXPECT_TRUE(in_table.contains(static_cast<access::Role>(all->value(i)->number())))
        << all->value(i)->name();
  }
}

TEST(AccessWalkTableTest, HasEveryMethod) {
  World world;
  std::set<std::string> in_table;
  for (const Row& row : Table()) in_table.insert(row.method);
  for (const auto* service : world.registry().services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string name = service->name() + "/" + service->method(i)->name();
      EXPECT_TRUE(in_table.contains(name)) << name;
    }
  }
}

TEST(AccessWalkTableTest, NobodyComesInWithoutAToken) {
  World world;
  for (const Row& row : Table()) {
    EXPECT_EQ(Letter(world.Call(Who{}, row.method, row.request).status), 'U') << row.method;
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling

#include "common/access/roles.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace peerchallenge::access {
namespace {

constexpr std::string_view kEm = "regions/em";
constexpr std::string_view kLincolnshire = "E10000019";
constexpr std::string_view kDerby = "E06000015";

Grant In(Role role, std::string_view region = "", std::string_view authority = "") {
  return {.role = role, .region = std::string(region), .authority = std::string(authority)};
}
Caller With(const Grant& grant) { return {.subject = "x", .grants = {grant}}; }
Place At(std::string_view region = "", std::string_view authority = "") {
  return {std::string(region), std::string(authority)};
}

// What every role may do and how far, as agreed with those who run peer challenges. A change here
// is a change of who sees what, to be agreed first.
//   .  not    r  by relation only    p  in its authority    o  in its region but its authority    R
//   in its region
// Columns: host Director, host Coordinator, Lead reviewer, peer Reviewer, Case auditor, review
// Manager,
//   programme Office, regional Board, Scrutiny officer, Auditor, adminIstrator, serVice.
constexpr std::string_view kColumns = "DCLRcMOBSAIV";
const std::vector<std::pair<std::string_view, std::string_view>> kGolden = {
    // clang-format off
    //                        DCLRcMOBSAIV
    {"DIRECTORY_READ",         "RR.R..RRRRRR"},
    {"DIRECTORY_WRITE",        "......R...R."},
    {"PEOPLE_READ",            "prrr.rR...RR"},
    {"PEOPLE_WRITE",           "......R....."},
    {"AVAILABILITY_WRITE",     "...r..R....."},
    {"INTEREST_DECLARE",       "r..r..Rr...."},
    {"INTEREST_CHECK",         "r.rr.rRr...R"},
    {"INTEREST_DECIDE",        "......R....."},
    {"ROLE_GRANT",             "..........R."},
    {"AUDIT_READ",             ".........R.."},
    {"CHANGES_WATCH",          "RRrRrrRRR..R"},
    {"RELATIONS_READ",         "..........RR"},
    {"PROGRAMME_READ",         "RR.R..RR...R"},
    {"PROGRAMME_WRITE",        "......R....."},
    {"PLAN_WORK",              "......R....."},
    {"GIVE_AND_TAKE_READ",     "R.....RR...R"},
    {"PLANNER_SOLVE",          "R.....R....R"},
    {"REVIEW_READ",            "pprrrrRo...R"},
    {"REVIEW_REQUEST",         "p..........."},
    {"REVIEW_WRITE",           "..r..rR....."},
    {"REVIEW_SCOPE",           "p.r..rR....."},
    {"TEAM_WRITE",             "..r..rR....."},
    {"TEAM_ANSWER",            "...r..R....."},
    {"TEAM_OBJECT",            "p..........."},
    {"TIMETABLE_READ",         "pprrrrR....R"},
    {"TIMETABLE_WRITE",        ".pr..rR....."},
    {"EVIDENCE_READ",          "..rrrr.....R"},
    {"EVIDENCE_CAPTURE",       "..rrrr......"},
    {"EVIDENCE_SOURCE_READ",   "..r..r......"},
    {"CONCERN_RAISE",          "..rrrr......"},
    {"CONCERN_HANDLE",         "..r..r......"},
    {"LEDGER_READ",            "..rrrrR..R.R"},
    {"EVIDENCE_EXPORT",        "..r..r......"},
    {"RETENTION_WORK",         "......R....."},
    {"EVIDENCE_SOURCE_WRITE",  "..rrrr......"},
    {"LEDGER_ANCHOR",          "..r........R"},
    {"OUTPUT_CHECK",           "..r..r.....R"},
    {"FINDING_READ",           "..rr.r.....R"},
    {"FINDING_WRITE",          "..r..r......"},
    {"LETTER_READ",            "p.rr.rRop..R"},
    {"LETTER_WRITE",           "..r..r......"},
    {"LETTER_CORRECT",         "p..........."},
    {"LETTER_ISSUE",           "..r........."},
    {"ACTION_PLAN_READ",       "p.rr.rRop..R"},
    {"ACTION_PLAN_WRITE",      "p..........."},
    {"PROGRESS_REVIEW",        "p.r..rR....."},
    {"THEME_READ",             "R..R..RR...R"},
    {"SUPPORT_READ",           "R.....RR...R"},
    {"SUPPORT_WRITE",          "p..........."},
    {"SUPPORT_MATCH",          "......R....."},
    {"THEME_WRITE",            "......R....."},
    {"THEME_CONSENT",          "p..........."},
    {"COMMITTEE_REPORT_READ",  "p.....Rop..."},
    {"COMMITTEE_REPORT_WRITE", "p..........."},
    {"EXEMPT_ANNEX_READ",      "p..........."},
    // clang-format on
};

const std::map<char, Role> kRoleOfColumn = {
    {'D', v1::ROLE_HOST_DIRECTOR},    {'C', v1::ROLE_HOST_COORDINATOR},
    {'L', v1::ROLE_LEAD_REVIEWER},    {'R', v1::ROLE_REVIEWER},
    {'c', v1::ROLE_CASE_AUDITOR},     {'M', v1::ROLE_REVIEW_MANAGER},
    {'O', v1::ROLE_PROGRAMME_OFFICE}, {'B', v1::ROLE_REGIONAL_BOARD},
    {'S', v1::ROLE_SCRUTINY_OFFICER}, {'A', v1::ROLE_AUDITOR},
    {'I', v1::ROLE_ADMINISTRATOR},    {'V', v1::ROLE_SERVICE}};

char LetterOf(Reach reach) {
  switch (reach) {
    case Reach::kNone:
      return '.';
    case Reach::kRelated:
      return 'r';
    case Reach::kPlace:
      return 'p';
    case Reach::kOthers:
      return 'o';
    case Reach::kRegion:
      return 'R';
  }
  return '?';
}

std::string RowOf(Permission permission) {
  std::string row;
  for (const char column : kColumns) row += LetterOf(ReachOf(kRoleOfColumn.at(column), permission));
  return row;
}

TEST(Roles, EveryRoleHoldsExactlyWhatTheTableSays) {
  for (const auto& [name, row] : kGolden) {
    Permission permission = v1::PERMISSION_UNSPECIFIED;
    ASSERT_TRUE(v1::Permission_Parse("PERMISSION_" + std::string(name), &permission)) << name;
    EXPECT_EQ(RowOf(permission), row) << name;
  }
}

TEST(Roles, TheTableNamesEveryPermissionAndEveryRole) {
  EXPECT_EQ(kGolden.size() + 1, static_cast<size_t>(v1::Permission_descriptor()->value_count()));
  // All but ROLE_UNSPECIFIED and ROLE_COUNCIL_SYSTEM, which have no permissions of their own.
  EXPECT_EQ(kColumns.size() + 2, static_cast<size_t>(v1::Role_descriptor()->value_count()));
  EXPECT_TRUE(PermissionsOf(v1::ROLE_UNSPECIFIED).Empty());
  EXPECT_TRUE(PermissionsOf(v1::ROLE_COUNCIL_SYSTEM).Empty());
}

TEST(Roles, NumbersOutsideTheEnumsHoldNothing) {
  EXPECT_TRUE(PermissionsOf(static_cast<Role>(99)).Empty());
  EXPECT_EQ(ReachOf(v1::ROLE_ADMINISTRATOR, static_cast<Permission>(4000)), Reach::kNone);
  EXPECT_FALSE(Holds(With(In(v1::ROLE_ADMINISTRATOR)), v1::PERMISSION_UNSPECIFIED));
}

TEST(Effects, WhatIsNamedReadReadsAndOnlyFewOthersDo) {
  const std::vector<Permission> other_reads = {
      v1::PERMISSION_INTEREST_CHECK, v1::PERMISSION_CHANGES_WATCH, v1::PERMISSION_PLANNER_SOLVE,
      v1::PERMISSION_EVIDENCE_EXPORT, v1::PERMISSION_OUTPUT_CHECK};
  for (int i = 0; i < v1::Permission_descriptor()->value_count(); ++i) {
    const auto* value = v1::Permission_descriptor()->value(i);
    const auto permission = static_cast<Permission>(value->number());
    const bool reads =
        value->name().ends_with("_READ") ||
        std::find(other_reads.begin(), other_reads.end(), permission) != other_reads.end();
    EXPECT_EQ(EffectOf(permission), reads ? Effect::kRead : Effect::kWrite) << value->name();
  }
}

TEST(Holds, AGrantReachesItsOwnPlaceOnly) {
  const Caller director = With(In(v1::ROLE_HOST_DIRECTOR, kEm, kLincolnshire));
  EXPECT_TRUE(Holds(director, v1::PERMISSION_REVIEW_READ, At(kEm, kLincolnshire)));
  EXPECT_FALSE(Holds(director, v1::PERMISSION_REVIEW_READ, At(kEm, kDerby)));
  EXPECT_FALSE(Holds(director, v1::PERMISSION_REVIEW_READ, At("regions/ne", kLincolnshire)));
  EXPECT_FALSE(Holds(director, v1::PERMISSION_REVIEW_READ, At(kEm)));
  EXPECT_FALSE(Holds(director, v1::PERMISSION_REVIEW_READ, At()));
}

TEST(Holds, SomePermissionsOfAnAuthorityReachItsWholeRegion) {
  const Caller director = With(In(v1::ROLE_HOST_DIRECTOR, kEm, kLincolnshire));
  EXPECT_TRUE(Holds(director, v1::PERMISSION_DIRECTORY_READ, At(kEm)));
  EXPECT_TRUE(Holds(director, v1::PERMISSION_DIRECTORY_READ, At(kEm, kDerby)));
  EXPECT_FALSE(Holds(director, v1::PERMISSION_DIRECTORY_READ, At("regions/ne")));
}

TEST(Holds, ARegionIsNotTheWholeSuite) {
  EXPECT_FALSE(
      Holds(With(In(v1::ROLE_PROGRAMME_OFFICE, kEm)), v1::PERMISSION_DIRECTORY_WRITE, At()));
  EXPECT_TRUE(Holds(With(In(v1::ROLE_ADMINISTRATOR)), v1::PERMISSION_DIRECTORY_WRITE, At()));
  EXPECT_TRUE(Holds(With(In(v1::ROLE_ADMINISTRATOR)), v1::PERMISSION_DIRECTORY_WRITE, At(kEm)));
}

TEST(Holds, TheBoardStepsAsideWhereItsOwnAuthorityHosts) {
  const Caller member = With(In(v1::ROLE_REGIONAL_BOARD, kEm, kLincolnshire));
  EXPECT_TRUE(Holds(member, v1::PERMISSION_REVIEW_READ, At(kEm, kDerby)));
  EXPECT_FALSE(Holds(member, v1::PERMISSION_REVIEW_READ, At(kEm, kLincolnshire)));
  EXPECT_FALSE(Holds(member, v1::PERMISSION_REVIEW_READ, At(kEm)));
  EXPECT_TRUE(Holds(member, v1::PERMISSION_PROGRAMME_READ, At(kEm)));
  const Caller of_no_authority = With(In(v1::ROLE_REGIONAL_BOARD, kEm));
  EXPECT_TRUE(Holds(of_no_authority, v1::PERMISSION_REVIEW_READ, At(kEm, kLincolnshire)));
}

TEST(Holds, APeerIsAdmittedForTeamWorkButReachesNothingByTheGrantAlone) {
  const Caller peer = With(In(v1::ROLE_REVIEWER, kEm));
  for (const Permission permission :
       {v1::PERMISSION_PEOPLE_READ, v1::PERMISSION_REVIEW_READ, v1::PERMISSION_LETTER_ISSUE,
        v1::PERMISSION_TEAM_WRITE, v1::PERMISSION_AVAILABILITY_WRITE}) {
    EXPECT_TRUE(Holds(peer, permission)) << permission;
    EXPECT_FALSE(Holds(peer, permission, At(kEm))) << permission;
    EXPECT_FALSE(Holds(peer, permission, At(kEm, kDerby))) << permission;
  }
  EXPECT_FALSE(Holds(peer, v1::PERMISSION_PLAN_WORK));
  EXPECT_FALSE(Holds(peer, v1::PERMISSION_ROLE_GRANT));
  EXPECT_FALSE(Holds(peer, v1::PERMISSION_INTEREST_DECIDE));
}

TEST(Holds, TeamRolesAreNoGrants) {
  EXPECT_FALSE(Holds(With(In(v1::ROLE_LEAD_REVIEWER)), v1::PERMISSION_REVIEW_READ));
  EXPECT_FALSE(
      Holds(With(In(v1::ROLE_LEAD_REVIEWER, kEm)), v1::PERMISSION_REVIEW_READ, At(kEm, kDerby)));
}

TEST(Holds, ACouncilSystemReadsWhatItsRoleReadsAndWritesOnlyIfItMay) {
  Grant grant = In(v1::ROLE_COUNCIL_SYSTEM, kEm, kDerby);
  EXPECT_FALSE(Holds(With(grant), v1::PERMISSION_TIMETABLE_READ));
  grant.acts_as = v1::ROLE_HOST_COORDINATOR;
  EXPECT_TRUE(Holds(With(grant), v1::PERMISSION_TIMETABLE_READ, At(kEm, kDerby)));
  EXPECT_FALSE(Holds(With(grant), v1::PERMISSION_TIMETABLE_READ, At(kEm, kLincolnshire)));
  EXPECT_FALSE(Holds(With(grant), v1::PERMISSION_TIMETABLE_WRITE));
  EXPECT_FALSE(Holds(With(grant), v1::PERMISSION_LETTER_READ));
  grant.may_write = true;
  EXPECT_TRUE(Holds(With(grant), v1::PERMISSION_TIMETABLE_WRITE, At(kEm, kDerby)));
  EXPECT_FALSE(Holds(With(grant), v1::PERMISSION_LETTER_CORRECT));
}

TEST(Holds, ACouncilSystemNeverActsBeyondAnAuthority) {
  for (const Role role : {v1::ROLE_PROGRAMME_OFFICE, v1::ROLE_ADMINISTRATOR, v1::ROLE_SERVICE,
                          v1::ROLE_REVIEWER, v1::ROLE_LEAD_REVIEWER, v1::ROLE_COUNCIL_SYSTEM}) {
    Grant grant = In(v1::ROLE_COUNCIL_SYSTEM, kEm, kDerby);
    grant.acts_as = role;
    grant.may_write = true;
    EXPECT_FALSE(Holds(With(grant), v1::PERMISSION_DIRECTORY_READ)) << role;
  }
}

}  // namespace
}  // namespace peerchallenge::access

#include "common/access/roles.h"

#include <array>

namespace peerchallenge::access {
namespace {

struct RoleRow {
  Scope scope;
  PermissionSet region = {};   // Reach::kRegion
  PermissionSet others = {};   // Reach::kOthers
  PermissionSet place = {};    // Reach::kPlace
  PermissionSet related = {};  // Reach::kRelated
};

// What everyone on a review's team may do on that review.
PermissionSet TeamMember() {
  return {v1::PERMISSION_REVIEW_READ,      v1::PERMISSION_TIMETABLE_READ,
          v1::PERMISSION_EVIDENCE_READ,    v1::PERMISSION_CONCERN_RAISE,
          v1::PERMISSION_EVIDENCE_CAPTURE, v1::PERMISSION_CHANGES_WATCH,
          v1::PERMISSION_LEDGER_READ,      v1::PERMISSION_EVIDENCE_SOURCE_WRITE};
}

// What lead and review manager share; only the lead issues the letter.
PermissionSet TeamManagement() {
  return TeamMember() |
         PermissionSet{v1::PERMISSION_PEOPLE_READ,     v1::PERMISSION_INTEREST_CHECK,
                       v1::PERMISSION_REVIEW_WRITE,    v1::PERMISSION_REVIEW_SCOPE,
                       v1::PERMISSION_TEAM_WRITE,      v1::PERMISSION_TIMETABLE_WRITE,
                       v1::PERMISSION_EVIDENCE_EXPORT, v1::PERMISSION_EVIDENCE_SOURCE_READ,
                       v1::PERMISSION_CONCERN_HANDLE,  v1::PERMISSION_FINDING_READ,
                       v1::PERMISSION_FINDING_WRITE,   v1::PERMISSION_LETTER_READ,
                       v1::PERMISSION_LETTER_WRITE,    v1::PERMISSION_ACTION_PLAN_READ,
                       v1::PERMISSION_PROGRESS_REVIEW, v1::PERMISSION_OUTPUT_CHECK};
}

// What everyone may do who can have an interest of their own to declare.
PermissionSet OwnInterests() {
  return {v1::PERMISSION_INTEREST_DECLARE, v1::PERMISSION_INTEREST_CHECK};
}

RoleRow HostDirector() {
  return {.scope = Scope::kAuthority,
          .region = {v1::PERMISSION_DIRECTORY_READ, v1::PERMISSION_PROGRAMME_READ,
                     v1::PERMISSION_PLANNER_SOLVE, v1::PERMISSION_CHANGES_WATCH,
                     v1::PERMISSION_GIVE_AND_TAKE_READ, v1::PERMISSION_THEME_READ,
                     v1::PERMISSION_SUPPORT_READ},
          .place = {v1::PERMISSION_PEOPLE_READ, v1::PERMISSION_REVIEW_READ,
                    v1::PERMISSION_REVIEW_REQUEST, v1::PERMISSION_REVIEW_SCOPE,
                    v1::PERMISSION_TEAM_OBJECT, v1::PERMISSION_TIMETABLE_READ,
                    v1::PERMISSION_LETTER_READ, v1::PERMISSION_LETTER_CORRECT,
                    v1::PERMISSION_ACTION_PLAN_READ, v1::PERMISSION_ACTION_PLAN_WRITE,
                    v1::PERMISSION_PROGRESS_REVIEW, v1::PERMISSION_SUPPORT_WRITE,
                    v1::PERMISSION_THEME_CONSENT, v1::PERMISSION_COMMITTEE_REPORT_READ,
                    v1::PERMISSION_COMMITTEE_REPORT_WRITE, v1::PERMISSION_EXEMPT_ANNEX_READ},
          .related = OwnInterests()};
}

RoleRow HostCoordinator() {
  return {.scope = Scope::kAuthority,
          .region = {v1::PERMISSION_DIRECTORY_READ, v1::PERMISSION_PROGRAMME_READ,
                     v1::PERMISSION_CHANGES_WATCH},
          .place = {v1::PERMISSION_REVIEW_READ, v1::PERMISSION_TIMETABLE_READ,
                    v1::PERMISSION_TIMETABLE_WRITE},
          .related = {v1::PERMISSION_PEOPLE_READ}};
}

RoleRow Reviewer() {
  return {.scope = Scope::kRegion,
          .region = {v1::PERMISSION_DIRECTORY_READ, v1::PERMISSION_PROGRAMME_READ,
                     v1::PERMISSION_CHANGES_WATCH, v1::PERMISSION_THEME_READ},
          .related = TeamMember() | OwnInterests() |
                     PermissionSet{v1::PERMISSION_PEOPLE_READ, v1::PERMISSION_AVAILABILITY_WRITE,
                                   v1::PERMISSION_TEAM_ANSWER, v1::PERMISSION_FINDING_READ,
                                   v1::PERMISSION_LETTER_READ, v1::PERMISSION_ACTION_PLAN_READ}};
}

RoleRow ProgrammeOffice() {
  return {.scope = Scope::kRegion,
          .region = {v1::PERMISSION_DIRECTORY_READ,       v1::PERMISSION_DIRECTORY_WRITE,
                     v1::PERMISSION_PEOPLE_READ,          v1::PERMISSION_PEOPLE_WRITE,
                     v1::PERMISSION_AVAILABILITY_WRITE,   v1::PERMISSION_INTEREST_DECLARE,
                     v1::PERMISSION_INTEREST_CHECK,       v1::PERMISSION_INTEREST_DECIDE,
                     v1::PERMISSION_CHANGES_WATCH,        v1::PERMISSION_PROGRAMME_READ,
                     v1::PERMISSION_PROGRAMME_WRITE,      v1::PERMISSION_PLAN_WORK,
                     v1::PERMISSION_GIVE_AND_TAKE_READ,   v1::PERMISSION_PLANNER_SOLVE,
                     v1::PERMISSION_REVIEW_READ,          v1::PERMISSION_REVIEW_WRITE,
                     v1::PERMISSION_REVIEW_SCOPE,         v1::PERMISSION_TEAM_WRITE,
                     v1::PERMISSION_TEAM_ANSWER,          v1::PERMISSION_TIMETABLE_READ,
                     v1::PERMISSION_TIMETABLE_WRITE,      v1::PERMISSION_LEDGER_READ,
                     v1::PERMISSION_RETENTION_WORK,       v1::PERMISSION_LETTER_READ,
                     v1::PERMISSION_ACTION_PLAN_READ,     v1::PERMISSION_PROGRESS_REVIEW,
                     v1::PERMISSION_THEME_READ,           v1::PERMISSION_SUPPORT_READ,
                     v1::PERMISSION_SUPPORT_MATCH,        v1::PERMISSION_THEME_WRITE,
                     v1::PERMISSION_COMMITTEE_REPORT_READ}};
}

RoleRow RegionalBoard() {
  return {.scope = Scope::kRegion,
          .region = {v1::PERMISSION_DIRECTORY_READ, v1::PERMISSION_PROGRAMME_READ,
                     v1::PERMISSION_GIVE_AND_TAKE_READ, v1::PERMISSION_CHANGES_WATCH,
                     v1::PERMISSION_THEME_READ, v1::PERMISSION_SUPPORT_READ},
          .others = {v1::PERMISSION_REVIEW_READ, v1::PERMISSION_LETTER_READ,
                     v1::PERMISSION_ACTION_PLAN_READ, v1::PERMISSION_COMMITTEE_REPORT_READ},
          .related = OwnInterests()};
}

RoleRow ScrutinyOfficer() {
  return {.scope = Scope::kAuthority,
          .region = {v1::PERMISSION_DIRECTORY_READ, v1::PERMISSION_CHANGES_WATCH},
          .place = {v1::PERMISSION_LETTER_READ, v1::PERMISSION_ACTION_PLAN_READ,
                    v1::PERMISSION_COMMITTEE_REPORT_READ}};
}

RoleRow Auditor() {
  return {.scope = Scope::kRegion,
          .region = {v1::PERMISSION_DIRECTORY_READ, v1::PERMISSION_AUDIT_READ,
                     v1::PERMISSION_LEDGER_READ}};
}

RoleRow Administrator() {
  return {.scope = Scope::kEverywhere,
          .region = {v1::PERMISSION_DIRECTORY_READ, v1::PERMISSION_DIRECTORY_WRITE,
                     v1::PERMISSION_PEOPLE_READ, v1::PERMISSION_ROLE_GRANT,
                     v1::PERMISSION_RELATIONS_READ}};
}

// Services call each other on their own account, also for a caller, for whom the asking service
// has decided by then. They read, to keep copies or to answer, and anchor issued letters.
RoleRow Service() {
  return {.scope = Scope::kEverywhere,
          .region = {v1::PERMISSION_DIRECTORY_READ, v1::PERMISSION_PEOPLE_READ,
                     v1::PERMISSION_INTEREST_CHECK, v1::PERMISSION_CHANGES_WATCH,
                     v1::PERMISSION_PROGRAMME_READ, v1::PERMISSION_GIVE_AND_TAKE_READ,
                     v1::PERMISSION_PLANNER_SOLVE, v1::PERMISSION_REVIEW_READ,
                     v1::PERMISSION_TIMETABLE_READ, v1::PERMISSION_EVIDENCE_READ,
                     v1::PERMISSION_LEDGER_READ, v1::PERMISSION_FINDING_READ,
                     v1::PERMISSION_LETTER_READ, v1::PERMISSION_ACTION_PLAN_READ,
                     v1::PERMISSION_THEME_READ, v1::PERMISSION_SUPPORT_READ,
                     v1::PERMISSION_LEDGER_ANCHOR, v1::PERMISSION_RELATIONS_READ,
                     v1::PERMISSION_OUTPUT_CHECK}};
}

RoleRow OnReview(PermissionSet permissions) {
  return {.scope = Scope::kReview, .related = permissions};
}

RoleRow MakeRow(Role role) {
  switch (role) {
    case v1::ROLE_HOST_DIRECTOR:
      return HostDirector();
    case v1::ROLE_HOST_COORDINATOR:
      return HostCoordinator();
    case v1::ROLE_LEAD_REVIEWER:
      return OnReview(TeamManagement() |
                      PermissionSet{v1::PERMISSION_LETTER_ISSUE, v1::PERMISSION_LEDGER_ANCHOR});
    case v1::ROLE_REVIEWER:
      return Reviewer();
    case v1::ROLE_CASE_AUDITOR:
      return OnReview(TeamMember());
    case v1::ROLE_REVIEW_MANAGER:
      return OnReview(TeamManagement());
    case v1::ROLE_PROGRAMME_OFFICE:
      return ProgrammeOffice();
    case v1::ROLE_REGIONAL_BOARD:
      return RegionalBoard();
    case v1::ROLE_SCRUTINY_OFFICER:
      return ScrutinyOfficer();
    case v1::ROLE_COUNCIL_SYSTEM:
      return {.scope = Scope::kAuthority};
    case v1::ROLE_AUDITOR:
      return Auditor();
    case v1::ROLE_ADMINISTRATOR:
      return Administrator();
    case v1::ROLE_SERVICE:
      return Service();
    case v1::ROLE_UNSPECIFIED:
    case v1::Role_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Role_INT_MAX_SENTINEL_DO_NOT_USE_:
      return OnReview({});
  }
  return OnReview({});  // a number outside the enum holds nothing
}

const RoleRow& RowOf(Role role) {
  static const auto* const kTable = [] {
    auto* table = new std::array<RoleRow, v1::Role_ARRAYSIZE>();
    for (int i = 0; i < v1::Role_ARRAYSIZE; ++i) {
      (*table)[static_cast<size_t>(i)] = MakeRow(static_cast<Role>(i));
    }
    return table;
  }();
  return (*kTable)[v1::Role_IsValid(role) ? static_cast<size_t>(role) : 0];
}

}  // namespace

Scope ScopeOf(Role role) { return RowOf(role).scope; }

PermissionSet PermissionsOf(Role role) {
  const RoleRow& row = RowOf(role);
  return row.region | row.others | row.place | row.related;
}

Reach ReachOf(Role role, Permission permission) {
  const RoleRow& row = RowOf(role);
  if (row.region.Contains(permission)) return Reach::kRegion;
  if (row.others.Contains(permission)) return Reach::kOthers;
  if (row.place.Contains(permission)) return Reach::kPlace;
  if (row.related.Contains(permission)) return Reach::kRelated;
  return Reach::kNone;
}

}  // namespace peerchallenge::access

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/scheduling/planning/programme/change.h"

namespace peerchallenge::scheduling::planning {
namespace {

// A change as it is told: what kind of fact it is about, of whom, what would hold then, and the
// clause.
struct Told {
  std::string kind, subject, detail, clause;
};

std::string Count(int count, const char* noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

Told OfReview(const v1::ProgrammeProblem& problem, const Change& change) {
  const v1::PlanningReview& review = problem.reviews(change.a);
  const std::string& id = review.id();
  const std::string team = absl::StrCat("the team of ", id);
  const int value = change.value;
  switch (change.kind) {
    case ChangeKind::kOpenWeek: {
      const std::string& week = problem.weeks(change.b).id();
      return {"P1", id, absl::StrCat("week ", week),
              absl::StrCat("review ", id, " could take place in ", week)};
    }
    case ChangeKind::kPinnedWeek:
      return {"PINNED_WEEK", id, "not pinned",
              absl::StrCat("review ", id, " were not pinned to ", review.pinned_week())};
    case ChangeKind::kPinnedLead:
      return {"PINNED_LEAD", id, "not pinned",
              absl::StrCat("somebody other than ", review.pinned_lead(), " could lead ", id)};
    case ChangeKind::kTeamMin:
      return {"P3", id, absl::StrCat("team min ", value),
              absl::StrCat(team, " could be as small as ", value)};
    case ChangeKind::kTeamMax:
      return {"P3", id, absl::StrCat("team max ", value),
              absl::StrCat(team, " could be as large as ", value)};
    case ChangeKind::kPinnedMember: {
      const std::string& person = problem.reviewers(change.b).id();
      return {"PINNED_MEMBER", id, absl::StrCat(person, " not pinned"),
              absl::StrCat("reviewer ", person, " were not pinned to ", team)};
    }
    case ChangeKind::kExcludedMember: {
      const std::string& person = problem.reviewers(change.b).id();
      return {"EXCLUDED_MEMBER", id, absl::StrCat(person, " not excluded"),
              absl::StrCat("reviewer ", person, " were not excluded from ", team)};
    }
    case ChangeKind::kRoleMin: {
      const std::string& role = review.roles(change.b).role();
      return {"P9", id, absl::StrCat(role, " min ", value),
              value == 0 ? absl::StrCat(team, " could do without a ", role)
                         : absl::StrCat(team, " could do with ", value, " ", role)};
    }
    case ChangeKind::kRoleMax: {
      const std::string& role = review.roles(change.b).role();
      return {"P9", id, absl::StrCat(role, " max ", value),
              absl::StrCat(team, " could have ", value, " ", role)};
    }
    case ChangeKind::kTheme: {
      const std::string& theme = review.themes(change.b).theme();
      return {"P10", id, absl::StrCat("without ", theme),
              absl::StrCat(team, " could do without anybody for ", theme)};
    }
    default:
      return {"P1", id, "left out", absl::StrCat("review ", id, " did not take place")};
  }
}

Told OfReviewer(const v1::ProgrammeProblem& problem, const Change& change) {
  const std::string& id = problem.reviewers(change.a).id();
  const std::string who = absl::StrCat("reviewer ", id);
  switch (change.kind) {
    case ChangeKind::kMayLead:
      return {"P4", id, "can lead", absl::StrCat(who, " could lead")};
    case ChangeKind::kInterest: {
      const std::string& host = problem.authorities(change.b).id();
      return {"P5", id, absl::StrCat("no conflict with ", host),
              absl::StrCat("the conflict of interest of ", who, " with ", host, " were set aside")};
    }
    case ChangeKind::kPresence: {
      const std::string& week = problem.weeks(change.b).id();
      return {"UNAVAILABLE", id, absl::StrCat("available in ", week),
              absl::StrCat(who, " could come in ", week)};
    }
    default:
      return {"P7", id, absl::StrCat("at most ", change.value),
              absl::StrCat(who, " could be on ", Count(change.value, "team"))};
  }
}

Told OfRules(const v1::ProgrammeProblem& problem, const Change& change) {
  const int value = change.value;
  switch (change.kind) {
    case ChangeKind::kBarred: {
      const v1::BarredLead& bar = problem.rules().barred_leads(change.a);
      return {"P12", bar.authority(), absl::StrCat("not barred at ", bar.host()),
              absl::StrCat(bar.authority(), " could lead at ", bar.host())};
    }
    case ChangeKind::kWeekLimit:
      return {"P2", "", absl::StrCat("at most ", value),
              absl::StrCat(Count(value, "review"), " could take place in the same week")};
    case ChangeKind::kShare:
      return {
          "P8", "", absl::StrCat("at most ", value, " per authority"),
          absl::StrCat(Count(value, "member"), " of the same team could come from one authority")};
    case ChangeKind::kLeadLimit:
      return {"P11", "", absl::StrCat("at most ", value),
              absl::StrCat("an authority could lead ", Count(value, "review"))};
    case ChangeKind::kLeadGap:
      return {"P13", "", absl::StrCat("gap ", Count(value, "week")),
              absl::StrCat("an authority could lead ", Count(value, "week"),
                           " away from a review that it hosts")};
    default:
      return {"P14", "", absl::StrCat("gap ", Count(value, "week")),
              absl::StrCat("two reviews at one host could be ", Count(value, "week"), " apart")};
  }
}

Told Tell(const v1::ProgrammeProblem& problem, const Change& change) {
  switch (change.kind) {
    case ChangeKind::kMayLead:
    case ChangeKind::kInterest:
    case ChangeKind::kPresence:
    case ChangeKind::kLoad:
      return OfReviewer(problem, change);
    case ChangeKind::kBarred:
    case ChangeKind::kWeekLimit:
    case ChangeKind::kShare:
    case ChangeKind::kLeadLimit:
    case ChangeKind::kLeadGap:
    case ChangeKind::kHostGap:
      return OfRules(problem, change);
    case ChangeKind::kOpenWeek:
    case ChangeKind::kPinnedWeek:
    case ChangeKind::kPinnedLead:
    case ChangeKind::kTeamMin:
    case ChangeKind::kTeamMax:
    case ChangeKind::kPinnedMember:
    case ChangeKind::kExcludedMember:
    case ChangeKind::kRoleMin:
    case ChangeKind::kRoleMax:
    case ChangeKind::kTheme:
    case ChangeKind::kLeaveOut:
      break;
  }
  return OfReview(problem, change);
}

}  // namespace

v1::ConflictElement Describe(const v1::ProgrammeProblem& problem, const Change& change) {
  Told told = Tell(problem, change);
  v1::ConflictElement element;
  element.set_kind(std::move(told.kind));
  element.set_subject(std::move(told.subject));
  element.set_detail(std::move(told.detail));
  element.set_message(std::move(told.clause));
  return element;
}

}  // namespace peerchallenge::scheduling::planning

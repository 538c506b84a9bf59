#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scheduling/planning/programme/facts.h"

namespace peerchallenge::scheduling::planning {
namespace {

v1::ConflictElement Element(std::string kind, const std::string& subject, std::string detail,
                            std::string message) {
  v1::ConflictElement element;
  element.set_kind(std::move(kind));
  element.set_subject(subject);
  element.set_detail(std::move(detail));
  element.set_message(std::move(message));
  return element;
}

v1::ConflictElement ReviewElement(const v1::PlanningReview& review) {
  if (review.weeks().empty()) {
    return Element(
        "P1", review.id(), "no allowed weeks",
        absl::StrCat("Review ", review.id(), " must take place, but has no allowed week."));
  }
  return Element("P1", review.id(), absl::StrCat("weeks ", absl::StrJoin(review.weeks(), " ")),
                 absl::StrCat("Review ", review.id(), " must take place in one of its ",
                              review.weeks_size(), " allowed weeks."));
}

v1::ConflictElement RoleElement(const v1::PlanningReview& review, const v1::RoleNeed& need,
                                const char* bound, int count, const char* words) {
  return Element("P9", review.id(), absl::StrCat(need.role(), " ", bound, " ", count),
                 absl::StrCat("The team of ", review.id(), " needs ", words, " ", count, " ",
                              need.role(), "."));
}

// Facts about one person or about the programme as a whole.
v1::ConflictElement PersonElement(const v1::ProgrammeProblem& problem, const Fact& fact) {
  const v1::PlanningReviewer& person = problem.reviewers(fact.a);
  switch (fact.kind) {
    case FactKind::kInterest: {
      const std::string& host = problem.authorities(fact.b).id();
      return Element(
          "P5", person.id(), absl::StrCat("conflict with ", host),
          absl::StrCat("Reviewer ", person.id(), " has a conflict of interest with ", host, "."));
    }
    case FactKind::kUnavailable: {
      const std::string& week = problem.weeks(fact.b).id();
      return Element("UNAVAILABLE", person.id(), week,
                     absl::StrCat("Reviewer ", person.id(), " is unavailable in ", week, "."));
    }
    case FactKind::kOneTeam:
      return Element(
          "P6", person.id(), "one team a week",
          absl::StrCat("Reviewer ", person.id(), " cannot be on two teams in the same week."));
    default:
      return Element(
          "P7", person.id(), absl::StrCat("at most ", person.max_reviews()),
          absl::StrCat("Reviewer ", person.id(), " can be on at most ", person.max_reviews(),
                       person.max_reviews() == 1 ? " team." : " teams."));
  }
}

v1::ConflictElement ProgrammeElement(const v1::ProgrammeProblem& problem, const Fact& fact) {
  const v1::ProgrammeRules& rules = problem.rules();
  switch (fact.kind) {
    case FactKind::kWeekLimit: {
      const std::string& week = problem.weeks(fact.a).id();
      return Element("P2", week, absl::StrCat("at most ", rules.max_reviews_per_week()),
                     absl::StrCat("At most ", rules.max_reviews_per_week(),
                                  " reviews may take place in ", week, "."));
    }
    case FactKind::kBarred: {
      const v1::BarredLead& bar = rules.barred_leads(fact.a);
      return Element("P12", bar.authority(), absl::StrCat("barred at ", bar.host()),
                     absl::StrCat(bar.authority(), " may not lead at ", bar.host(), "."));
    }
    default:
      break;
  }
  const std::string& authority = problem.authorities(fact.a).id();
  switch (fact.kind) {
    case FactKind::kMutual: {
      const std::string& other = problem.authorities(fact.b).id();
      return Element("P12", authority, absl::StrCat("not mutual with ", other),
                     absl::StrCat(authority, " and ", other, " may not lead at each other."));
    }
    case FactKind::kHostGap:
      return Element("P14", authority, absl::StrCat("gap ", rules.host_gap_weeks(), " weeks"),
                     absl::StrCat("Reviews at ", authority, " must be at least ",
                                  rules.host_gap_weeks(), " weeks apart."));
    case FactKind::kLeadGap:
      return Element("P13", authority, absl::StrCat("gap ", rules.lead_gap_weeks(), " weeks"),
                     absl::StrCat(authority, " may lead only at least ", rules.lead_gap_weeks(),
                                  " weeks away from a review that it hosts."));
    default:
      return Element("P11", authority, absl::StrCat("at most ", rules.max_leads_per_authority()),
                     absl::StrCat(authority, " may lead at most ", rules.max_leads_per_authority(),
                                  " reviews."));
  }
}

v1::ConflictElement TeamElement(const v1::ProgrammeProblem& problem, const Fact& fact) {
  const v1::PlanningReview& review = problem.reviews(fact.a);
  const std::string& id = review.id();
  switch (fact.kind) {
    case FactKind::kPinnedWeek:
      return Element("PINNED_WEEK", id, review.pinned_week(),
                     absl::StrCat("Review ", id, " is pinned to ", review.pinned_week(), "."));
    case FactKind::kTeamMin:
      return Element(
          "P3", id, absl::StrCat("team min ", review.team_min()),
          absl::StrCat("The team of ", id, " needs at least ", review.team_min(), " members."));
    case FactKind::kTeamMax:
      return Element(
          "P3", id, absl::StrCat("team max ", review.team_max()),
          absl::StrCat("The team of ", id, " may have at most ", review.team_max(), " members."));
    case FactKind::kPinnedMember:
      return Element("PINNED_MEMBER", id, problem.reviewers(fact.b).id(),
                     absl::StrCat("Reviewer ", problem.reviewers(fact.b).id(),
                                  " is pinned to the team of ", id, "."));
    case FactKind::kExcludedMember:
      return Element("EXCLUDED_MEMBER", id, problem.reviewers(fact.b).id(),
                     absl::StrCat("Reviewer ", problem.reviewers(fact.b).id(),
                                  " is excluded from the team of ", id, "."));
    case FactKind::kLead:
      return Element("P4", id, "one lead",
                     absl::StrCat("The team of ", id,
                                  " needs a lead: a member from an authority who can lead."));
    case FactKind::kHostPeople:
      return Element(
          "P5", id, absl::StrCat("nobody from ", review.host()),
          absl::StrCat("Nobody from the host ", review.host(), " may be on the team of ", id, "."));
    case FactKind::kAbsences:
      return Element("P6", id, "absences",
                     absl::StrCat("Members of the team of ", id,
                                  " must be free in its week; too many are away."));
    case FactKind::kShare: {
      const int most = problem.rules().max_members_per_authority();
      return Element("P8", id, absl::StrCat("at most ", most, " per authority"),
                     absl::StrCat("At most ", most, " members of the team of ", id,
                                  " may come from one authority."));
    }
    case FactKind::kRoleMin:
      return RoleElement(review, review.roles(fact.b), "min", review.roles(fact.b).min(),
                         "at least");
    case FactKind::kRoleMax:
      return RoleElement(review, review.roles(fact.b), "max", review.roles(fact.b).max(),
                         "at most");
    case FactKind::kTheme:
      return Element("P10", id, review.themes(fact.b).theme(),
                     absl::StrCat("Somebody on the team of ", id, " must cover ",
                                  review.themes(fact.b).theme(), "."));
    default:
      return ReviewElement(review);
  }
}

}  // namespace

v1::ConflictElement Describe(const v1::ProgrammeProblem& problem, const Fact& fact) {
  switch (fact.kind) {
    case FactKind::kInterest:
    case FactKind::kUnavailable:
    case FactKind::kOneTeam:
    case FactKind::kLoad:
      return PersonElement(problem, fact);
    case FactKind::kWeekLimit:
    case FactKind::kLeadLimit:
    case FactKind::kMutual:
    case FactKind::kBarred:
    case FactKind::kLeadGap:
    case FactKind::kHostGap:
      return ProgrammeElement(problem, fact);
    case FactKind::kReview:
    case FactKind::kPinnedWeek:
    case FactKind::kTeamMin:
    case FactKind::kTeamMax:
    case FactKind::kPinnedMember:
    case FactKind::kExcludedMember:
    case FactKind::kLead:
    case FactKind::kHostPeople:
    case FactKind::kAbsences:
    case FactKind::kShare:
    case FactKind::kRoleMin:
    case FactKind::kRoleMax:
    case FactKind::kTheme:
      return TeamElement(problem, fact);
  }
  return {};
}

}  // namespace peerchallenge::scheduling::planning

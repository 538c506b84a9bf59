#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scheduling/planning/programme/facts.h"

namespace peerchallenge::scheduling::planning {
namespace {

// More than this many facts that are alike are told in one element.
constexpr size_t kMostSingle = 3;
// Up to this many people who cover a theme are named.
constexpr size_t kMostHolders = 8;

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
  return Element(
      "P1", review.id(), absl::StrCat("weeks ", absl::StrJoin(review.weeks(), " ")),
      absl::StrCat("Review ", review.id(), " must take place in ",
                   review.weeks_size() == 1
                       ? absl::StrCat(review.weeks(0), ", its only allowed week.")
                       : absl::StrCat("one of its ", review.weeks_size(), " allowed weeks.")));
}

v1::ConflictElement RoleElement(const v1::PlanningReview& review, const v1::RoleNeed& need,
                                const char* bound, int count, const char* words) {
  return Element("P9", review.id(), absl::StrCat(need.role(), " ", bound, " ", count),
                 absl::StrCat("The team of ", review.id(), " needs ", words, " ", count, " ",
                              need.role(), "."));
}

std::string Count(int count, const char* noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

// What several people, authorities or weeks have in common, told of all of them at once.
class SharedElement {
 public:
  // `facts` are of one kind and alike but for whom they are about.
  SharedElement(const v1::ProgrammeProblem& problem, std::vector<Fact> facts)
      : problem_(problem), facts_(std::move(facts)), several_(facts_.size() > 1) {}

  v1::ConflictElement Describe() const {
    switch (facts_.front().kind) {
      case FactKind::kInterest:
      case FactKind::kUnavailable:
      case FactKind::kOneTeam:
      case FactKind::kLoad:
        return OfPeople();
      case FactKind::kWeekLimit:
        return OfWeeks();
      default:
        return OfAuthorities();
    }
  }

 private:
  template <typename List>
  std::string Names(const List& list) const {
    return absl::StrJoin(facts_, ", ", [&](std::string* out, const Fact& fact) {
      absl::StrAppend(out, list.Get(fact.a).id());
    });
  }

  v1::ConflictElement About(const char* kind, const std::string& names, const std::string& detail,
                            std::string message) const {
    return Element(kind, several_ ? "" : names,
                   several_ ? absl::StrCat(names, ": ", detail) : detail, std::move(message));
  }

  v1::ConflictElement OfPeople() const {
    const Fact& fact = facts_.front();
    const std::string names = Names(problem_.reviewers());
    const std::string who = absl::StrCat(several_ ? "Reviewers " : "Reviewer ", names);
    switch (fact.kind) {
      case FactKind::kInterest: {
        const std::string& host = problem_.authorities(fact.b).id();
        return About("P5", names, absl::StrCat("conflict with ", host),
                     absl::StrCat(who, several_ ? " have" : " has", " a conflict of interest with ",
                                  host, "."));
      }
      case FactKind::kUnavailable: {
        const std::string& week = problem_.weeks(fact.b).id();
        return About("UNAVAILABLE", names, week,
                     absl::StrCat(who, several_ ? " are" : " is", " unavailable in ", week, "."));
      }
      case FactKind::kOneTeam:
        return About("P6", names, "one team a week",
                     absl::StrCat(who, " cannot be on two teams in the same week."));
      default: {
        const int most = problem_.reviewers(fact.a).max_reviews();
        return About("P7", names, absl::StrCat("at most ", most),
                     absl::StrCat(who, several_ ? " can each be" : " can be", " on at most ",
                                  Count(most, "team"), "."));
      }
    }
  }

  v1::ConflictElement OfWeeks() const {
    const int most = problem_.rules().max_reviews_per_week();
    const std::string names = Names(problem_.weeks());
    return About("P2", names, absl::StrCat("at most ", most),
                 absl::StrCat("At most ", Count(most, "review"), " may take place in ",
                              several_ ? "each of " : "", names, "."));
  }

  v1::ConflictElement OfAuthorities() const {
    const Fact& fact = facts_.front();
    const v1::ProgrammeRules& rules = problem_.rules();
    const std::string names = Names(problem_.authorities());
    switch (fact.kind) {
      case FactKind::kHostGap:
        return About(
            "P14", names, absl::StrCat("gap ", Count(rules.host_gap_weeks(), "week")),
            absl::StrCat("Reviews at ", several_ ? "each of " : "", names, " must be at least ",
                         Count(rules.host_gap_weeks(), "week"), " apart."));
      case FactKind::kLeadGap:
        return About("P13", names, absl::StrCat("gap ", Count(rules.lead_gap_weeks(), "week")),
                     absl::StrCat(several_ ? "Each of " : "", names, " may lead only at least ",
                                  Count(rules.lead_gap_weeks(), "week"),
                                  " away from a review that it hosts."));
      default: {
        const int most = rules.max_leads_per_authority();
        return About("P11", names, absl::StrCat("at most ", most),
                     absl::StrCat(several_ ? "Each of " : "", names, " may lead at most ",
                                  Count(most, "review"), "."));
      }
    }
  }

  const v1::ProgrammeProblem& problem_;
  const std::vector<Fact> facts_;
  const bool several_;
};

v1::ConflictElement LeadElement(const v1::ProgrammeProblem& problem, const Fact& fact) {
  if (fact.kind == FactKind::kBarred) {
    const v1::BarredLead& bar = problem.rules().barred_leads(fact.a);
    return Element("P12", bar.authority(), absl::StrCat("barred at ", bar.host()),
                   absl::StrCat(bar.authority(), " may not lead at ", bar.host(), "."));
  }
  const std::string& authority = problem.authorities(fact.a).id();
  const std::string& other = problem.authorities(fact.b).id();
  return Element("P12", authority, absl::StrCat("not mutual with ", other),
                 absl::StrCat(authority, " and ", other, " may not lead at each other."));
}

v1::ConflictElement ThemeElement(const v1::ProgrammeProblem& problem,
                                 const v1::PlanningReview& review, const std::string& theme) {
  std::vector<std::string> holders;
  for (const v1::PlanningReviewer& person : problem.reviewers()) {
    const auto& themes = person.themes();
    if (std::find(themes.begin(), themes.end(), theme) != themes.end()) {
      holders.push_back(person.id());
    }
  }
  const std::string who =
      holders.empty() ? "nobody does"
      : holders.size() <= kMostHolders
          ? absl::StrCat(holders.size() == 1 ? "only " : "those who do are ",
                         absl::StrJoin(holders, ", "), holders.size() == 1 ? " does" : "")
          : absl::StrCat(holders.size(), " people do");
  return Element(
      "P10", review.id(), theme,
      absl::StrCat("Somebody on the team of ", review.id(), " must cover ", theme, "; ", who, "."));
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
    case FactKind::kPinnedLead:
      return Element("PINNED_LEAD", id, review.pinned_lead(),
                     absl::StrCat("Review ", id, " is to be led by ", review.pinned_lead(), "."));
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
      return ThemeElement(problem, review, review.themes(fact.b).theme());
    default:
      return ReviewElement(review);
  }
}

// Facts of which several are told in one element.
bool IsShared(FactKind kind) {
  switch (kind) {
    case FactKind::kInterest:
    case FactKind::kUnavailable:
    case FactKind::kOneTeam:
    case FactKind::kLoad:
    case FactKind::kWeekLimit:
    case FactKind::kLeadLimit:
    case FactKind::kLeadGap:
    case FactKind::kHostGap:
      return true;
    default:
      return false;
  }
}

// Whether the two say the same, each of another.
bool AreAlike(const v1::ProgrammeProblem& problem, const Fact& x, const Fact& y) {
  return x.kind == y.kind && IsShared(x.kind) && x.b == y.b &&
         (x.kind != FactKind::kLoad ||
          problem.reviewers(x.a).max_reviews() == problem.reviewers(y.a).max_reviews());
}

v1::ConflictElement DescribeAlike(const v1::ProgrammeProblem& problem, std::vector<Fact> alike) {
  const Fact fact = alike.front();
  if (IsShared(fact.kind)) return SharedElement(problem, std::move(alike)).Describe();
  if (fact.kind == FactKind::kMutual || fact.kind == FactKind::kBarred) {
    return LeadElement(problem, fact);
  }
  return TeamElement(problem, fact);
}

}  // namespace

std::vector<v1::ConflictElement> Describe(const v1::ProgrammeProblem& problem,
                                          const std::vector<Fact>& facts) {
  std::vector<v1::ConflictElement> elements;
  std::vector<bool> told(facts.size());
  for (size_t i = 0; i < facts.size(); ++i) {
    if (told[i]) continue;
    std::vector<size_t> alike;
    for (size_t k = i; k < facts.size(); ++k) {
      if (k == i || AreAlike(problem, facts[i], facts[k])) alike.push_back(k);
    }
    if (alike.size() <= kMostSingle) alike.resize(1);
    std::vector<Fact> group;
    for (const size_t k : alike) {
      told[k] = true;
      group.push_back(facts[k]);
    }
    elements.push_back(DescribeAlike(problem, std::move(group)));
  }
  return elements;
}

}  // namespace peerchallenge::scheduling::planning

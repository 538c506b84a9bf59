#include "services/scheduling/planning/programme/openings.h"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace peerchallenge::scheduling::planning {
namespace {

// More facts of a kind about single people than this are opened all at once.
constexpr size_t kMostSingle = 3;
// How often a limit may be moved by one.
constexpr int kMostLevels = 4;

class Opener {
 public:
  Opener(const v1::ProgrammeProblem& problem, const std::vector<Fact>& conflict)
      : problem_(problem), conflict_(conflict) {}

  std::vector<Opening> Open() {
    for (const FactKind kind : {FactKind::kUnavailable, FactKind::kLoad, FactKind::kInterest}) {
      OfPeople(kind);
    }
    for (const Fact& fact : conflict_) OfTeam(fact);
    OfRules();
    for (const Fact& fact : conflict_) {
      if (fact.kind == FactKind::kReview) Add({{{ChangeKind::kLeaveOut, fact.a}}});
    }
    return std::move(openings_);
  }

 private:
  void Add(Opening opening) {
    if (!opening.empty() && !opening.front().empty()) openings_.push_back(std::move(opening));
  }

  // One step of `by` after the other, from `value`, to `last` at most.
  void AddLevels(Change change, int value, int by, int last) {
    Opening opening;
    for (int level = 0; level < kMostLevels && value != last; ++level) {
      value += by;
      change.value = value;
      opening.push_back({change});
    }
    Add(std::move(opening));
  }

  void OfPeople(FactKind kind) {
    std::vector<Change> changes;
    for (const Fact& fact : conflict_) {
      if (fact.kind == kind) changes.push_back(OfPerson(fact));
    }
    if (changes.size() > kMostSingle) {
      Add({{changes.begin(), changes.end()}});
    } else {
      for (const Change& change : changes) Add({{change}});
    }
  }

  Change OfPerson(const Fact& fact) const {
    switch (fact.kind) {
      case FactKind::kUnavailable:
        return {ChangeKind::kPresence, fact.a, fact.b};
      case FactKind::kInterest:
        return {ChangeKind::kInterest, fact.a, fact.b};
      default:
        return {ChangeKind::kLoad, fact.a, 0, problem_.reviewers(fact.a).max_reviews() + 1};
    }
  }

  void OfTeam(const Fact& fact) {
    const int r = fact.a;
    const auto review = [&]() -> const v1::PlanningReview& { return problem_.reviews(r); };
    switch (fact.kind) {
      case FactKind::kReview:
        return Add({OtherWeeks(r)});
      case FactKind::kPinnedWeek:
        return Add({{{ChangeKind::kPinnedWeek, r}}});
      case FactKind::kPinnedLead:
        return Add({{{ChangeKind::kPinnedLead, r}}});
      case FactKind::kTeamMin:
        return AddLevels({ChangeKind::kTeamMin, r}, review().team_min(), -1, 1);
      case FactKind::kTeamMax:
        return AddLevels({ChangeKind::kTeamMax, r}, review().team_max(), 1,
                         problem_.reviewers_size());
      case FactKind::kPinnedMember:
        return Add({{{ChangeKind::kPinnedMember, r, fact.b}}});
      case FactKind::kExcludedMember:
        return Add({{{ChangeKind::kExcludedMember, r, fact.b}}});
      case FactKind::kLead:
        return Add({OtherLeads(review())});
      case FactKind::kAbsences:
        return Add({Absences(review())});
      case FactKind::kRoleMin:
        return AddLevels({ChangeKind::kRoleMin, r, fact.b}, review().roles(fact.b).min(), -1, 0);
      case FactKind::kRoleMax:
        return AddLevels({ChangeKind::kRoleMax, r, fact.b}, review().roles(fact.b).max(), 1,
                         problem_.reviewers_size());
      case FactKind::kTheme:
        return Add({{{ChangeKind::kTheme, r, fact.b}}});
      default:
        return;
    }
  }

  Changes OtherWeeks(int r) const {
    const v1::PlanningReview& review = problem_.reviews(r);
    const std::unordered_set<std::string> open(review.weeks().begin(), review.weeks().end());
    Changes changes;
    for (int w = 0; w < problem_.weeks_size(); ++w) {
      const std::string& week = problem_.weeks(w).id();
      const bool possible = review.pinned_week().empty() || review.pinned_week() == week;
      if (possible && !open.contains(week)) changes.insert({ChangeKind::kOpenWeek, r, w});
    }
    return changes;
  }

  Changes OtherLeads(const v1::PlanningReview& review) const {
    Changes changes;
    for (int p = 0; p < problem_.reviewers_size(); ++p) {
      const v1::PlanningReviewer& person = problem_.reviewers(p);
      if (!person.can_lead() && !person.authority().empty() &&
          person.authority() != review.host()) {
        changes.insert({ChangeKind::kMayLead, p});
      }
    }
    return changes;
  }

  Changes Absences(const v1::PlanningReview& review) const {
    const std::unordered_set<std::string> open(review.weeks().begin(), review.weeks().end());
    Changes changes;
    for (int p = 0; p < problem_.reviewers_size(); ++p) {
      const auto& away = problem_.reviewers(p).unavailable_weeks();
      const std::unordered_set<std::string> weeks(away.begin(), away.end());
      for (int w = 0; w < problem_.weeks_size(); ++w) {
        const std::string& week = problem_.weeks(w).id();
        if (weeks.contains(week) && open.contains(week)) {
          changes.insert({ChangeKind::kPresence, p, w});
        }
      }
    }
    return changes;
  }

  bool Has(FactKind kind) const {
    return std::any_of(conflict_.begin(), conflict_.end(),
                       [kind](const Fact& fact) { return fact.kind == kind; });
  }

  void OfRules() {
    const v1::ProgrammeRules& rules = problem_.rules();
    for (const Fact& fact : conflict_) {
      if (fact.kind == FactKind::kBarred) Add({{{ChangeKind::kBarred, fact.a}}});
    }
    const auto raise = [&](FactKind fact, ChangeKind change, int value, int by, int last) {
      if (Has(fact)) AddLevels({change}, value, by, last);
    };
    const int reviews = problem_.reviews_size();
    raise(FactKind::kWeekLimit, ChangeKind::kWeekLimit, rules.max_reviews_per_week(), 1, reviews);
    raise(FactKind::kShare, ChangeKind::kShare, rules.max_members_per_authority(), 1,
          problem_.reviewers_size());
    raise(FactKind::kLeadLimit, ChangeKind::kLeadLimit, rules.max_leads_per_authority(), 1,
          reviews);
    raise(FactKind::kLeadGap, ChangeKind::kLeadGap, rules.lead_gap_weeks(), -1, 0);
    raise(FactKind::kHostGap, ChangeKind::kHostGap, rules.host_gap_weeks(), -1, 0);
  }

  const v1::ProgrammeProblem& problem_;
  const std::vector<Fact>& conflict_;
  std::vector<Opening> openings_;
};

}  // namespace

std::vector<Opening> OpeningsFor(const v1::ProgrammeProblem& problem,
                                 const std::vector<Fact>& conflict) {
  return Opener(problem, conflict).Open();
}

}  // namespace peerchallenge::scheduling::planning

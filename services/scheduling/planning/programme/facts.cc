#include "services/scheduling/planning/programme/facts.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>

namespace peerchallenge::scheduling::planning {
namespace {

using Index = std::unordered_map<std::string, int>;

template <typename List>
Index IndexOf(const List& list) {
  Index index;
  for (const auto& entry : list) index.emplace(entry.id(), static_cast<int>(index.size()));
  return index;
}

// Gathers the facts of one kind after the other; std::set gives them in a fixed order, once each.
class Gatherer {
 public:
  Gatherer(const v1::ProgrammeProblem& problem, const std::vector<int>& reviews)
      : problem_(problem),
        reviews_(reviews),
        weeks_(IndexOf(problem.weeks())),
        authorities_(IndexOf(problem.authorities())),
        reviewers_(IndexOf(problem.reviewers())) {
    for (const int r : reviews) {
      const v1::PlanningReview& review = problem.reviews(r);
      hosts_.insert(authorities_.at(review.host()));
      for (const auto& week : review.weeks()) used_weeks_.insert(weeks_.at(week));
    }
  }

  std::vector<Fact> Gather() {
    People();
    Programme();
    for (const int r : reviews_) Review(r);
    return std::move(facts_);
  }

  std::vector<Fact> Absences() {
    for (int p = 0; p < problem_.reviewers_size(); ++p) {
      std::set<int> away;
      for (const auto& week : problem_.reviewers(p).unavailable_weeks()) {
        away.insert(weeks_.at(week));
      }
      for (const int w : away) {
        if (used_weeks_.contains(w)) Add(FactKind::kUnavailable, p, w);
      }
    }
    return std::move(facts_);
  }

 private:
  void Add(FactKind kind, int a, int b = 0) { facts_.push_back({kind, a, b}); }

  void People() {
    const int most = static_cast<int>(reviews_.size());
    for (int p = 0; p < problem_.reviewers_size(); ++p) {
      const v1::PlanningReviewer& person = problem_.reviewers(p);
      if (person.max_reviews() < most) Add(FactKind::kLoad, p);
      if (person.max_reviews() > 1 && most > 1) Add(FactKind::kOneTeam, p);
      std::set<int> interests;
      for (const auto& id : person.conflicts()) interests.insert(authorities_.at(id));
      for (const int authority : interests) {
        if (hosts_.contains(authority)) Add(FactKind::kInterest, p, authority);
      }
    }
  }

  void Programme() {
    const v1::ProgrammeRules& rules = problem_.rules();
    const bool several = reviews_.size() > 1;
    if (several && rules.max_reviews_per_week() > 0) {
      for (const int w : used_weeks_) Add(FactKind::kWeekLimit, w);
    }
    for (int i = 0; i < rules.barred_leads_size(); ++i) {
      if (hosts_.contains(authorities_.at(rules.barred_leads(i).host()))) {
        Add(FactKind::kBarred, i);
      }
    }
    if (!several) return;
    for (const int a : hosts_) {
      for (const int b : hosts_) {
        if (a < b) Add(FactKind::kMutual, a, b);
      }
      if (rules.host_gap_weeks() > 0) Add(FactKind::kHostGap, a);
      if (rules.lead_gap_weeks() > 0) Add(FactKind::kLeadGap, a);
    }
    if (rules.max_leads_per_authority() == 0) return;
    for (int a = 0; a < problem_.authorities_size(); ++a) Add(FactKind::kLeadLimit, a);
  }

  void Review(int r) {
    const v1::PlanningReview& review = problem_.reviews(r);
    if (problem_.rules().max_members_per_authority() > 0) Add(FactKind::kShare, r);
    Add(FactKind::kAbsences, r);
    for (const auto& id : review.excluded_members()) {
      Add(FactKind::kExcludedMember, r, reviewers_.at(id));
    }
    if (review.team_min() > 0) Add(FactKind::kTeamMin, r);
    for (int k = 0; k < review.roles_size(); ++k) {
      if (review.roles(k).max() > 0) Add(FactKind::kRoleMax, r, k);
      if (review.roles(k).min() > 0) Add(FactKind::kRoleMin, r, k);
    }
    for (int k = 0; k < review.themes_size(); ++k) Add(FactKind::kTheme, r, k);
    Add(FactKind::kTeamMax, r);
    Add(FactKind::kLead, r);
    Add(FactKind::kHostPeople, r);
    for (const auto& id : review.pinned_members()) {
      Add(FactKind::kPinnedMember, r, reviewers_.at(id));
    }
    if (!review.pinned_lead().empty()) Add(FactKind::kPinnedLead, r);
    if (!review.pinned_week().empty()) Add(FactKind::kPinnedWeek, r);
  }

  const v1::ProgrammeProblem& problem_;
  const std::vector<int>& reviews_;
  const Index weeks_, authorities_, reviewers_;
  std::set<int> hosts_, used_weeks_;
  std::vector<Fact> facts_;
};

}  // namespace

std::vector<Fact> FactsAbout(const v1::ProgrammeProblem& problem, const std::vector<int>& reviews) {
  return Gatherer(problem, reviews).Gather();
}

std::vector<Fact> AbsencesAt(const v1::ProgrammeProblem& problem, const std::vector<int>& reviews) {
  return Gatherer(problem, reviews).Absences();
}

}  // namespace peerchallenge::scheduling::planning

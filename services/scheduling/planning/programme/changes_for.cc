#include <algorithm>
#include <cstdlib>
#include <map>
#include <unordered_map>
#include <utility>

#include "services/scheduling/planning/programme/change.h"

namespace peerchallenge::scheduling::planning {
namespace {

using Index = std::unordered_map<std::string, int>;

template <typename List>
Index IndexOf(const List& list) {
  Index index;
  for (const auto& entry : list) index.emplace(entry.id(), static_cast<int>(index.size()));
  return index;
}

template <typename List>
bool Has(const List& list, const std::string& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

// Compares a plan with what the problem says, rule by rule.
class Comparer {
 public:
  Comparer(const v1::ProgrammeProblem& problem, const v1::ProgrammePlan& plan)
      : problem_(problem),
        weeks_(IndexOf(problem.weeks())),
        authorities_(IndexOf(problem.authorities())),
        people_(IndexOf(problem.reviewers())) {
    for (const auto& entry : plan.reviews()) entries_.emplace(entry.review(), &entry);
  }

  Changes Compare() {
    for (int r = 0; r < problem_.reviews_size(); ++r) {
      const auto entry = entries_.find(problem_.reviews(r).id());
      if (entry == entries_.end()) {
        Need(ChangeKind::kLeaveOut, r);
      } else {
        Review(r, *entry->second);
      }
    }
    Loads();
    Rules();
    return std::move(changes_);
  }

 private:
  struct Held {
    int host, week, lead;  // lead: the authority; -1 = none
  };

  void Need(ChangeKind kind, int a = 0, int b = 0, int value = 0) {
    changes_.insert({kind, a, b, value});
  }

  void Review(int r, const v1::PlannedReview& entry) {
    const v1::PlanningReview& review = problem_.reviews(r);
    const int week = weeks_.at(entry.week());
    if (!Has(review.weeks(), entry.week())) Need(ChangeKind::kOpenWeek, r, week);
    if (!review.pinned_week().empty() && review.pinned_week() != entry.week()) {
      Need(ChangeKind::kPinnedWeek, r);
    }
    const int size = entry.members_size();
    if (size < review.team_min()) Need(ChangeKind::kTeamMin, r, 0, size);
    if (size > review.team_max()) Need(ChangeKind::kTeamMax, r, 0, size);
    for (const auto& id : review.pinned_members()) {
      if (!Has(entry.members(), id)) Need(ChangeKind::kPinnedMember, r, people_.at(id));
    }
    if (!review.pinned_lead().empty() && review.pinned_lead() != entry.lead()) {
      Need(ChangeKind::kPinnedLead, r);
    }
    Lead(entry, authorities_.at(review.host()), week);
    Members(r, entry, week);
  }

  void Lead(const v1::PlannedReview& entry, int host, int week) {
    Held held{host, week, -1};
    if (!entry.lead().empty()) {
      const int person = people_.at(entry.lead());
      const v1::PlanningReviewer& lead = problem_.reviewers(person);
      if (!lead.can_lead()) Need(ChangeKind::kMayLead, person);
      if (!lead.authority().empty()) held.lead = authorities_.at(lead.authority());
    }
    held_.push_back(held);
  }

  void Members(int r, const v1::PlannedReview& entry, int week) {
    const v1::PlanningReview& review = problem_.reviews(r);
    std::map<std::string, int> by_role, by_theme, by_authority;
    for (const auto& id : entry.members()) {
      const int p = people_.at(id);
      const v1::PlanningReviewer& person = problem_.reviewers(p);
      if (Has(review.excluded_members(), id)) Need(ChangeKind::kExcludedMember, r, p);
      if (Has(person.conflicts(), review.host())) {
        Need(ChangeKind::kInterest, p, authorities_.at(review.host()));
      }
      if (Has(person.unavailable_weeks(), entry.week())) Need(ChangeKind::kPresence, p, week);
      ++load_[p];
      ++by_role[person.role()];
      for (const auto& theme : person.themes()) ++by_theme[theme];
      if (!person.authority().empty()) {
        share_ = std::max(share_, ++by_authority[person.authority()]);
      }
    }
    for (int k = 0; k < review.roles_size(); ++k) {
      const v1::RoleNeed& need = review.roles(k);
      const int count = by_role[need.role()];
      if (count < need.min()) Need(ChangeKind::kRoleMin, r, k, count);
      if (need.max() > 0 && count > need.max()) Need(ChangeKind::kRoleMax, r, k, count);
    }
    for (int k = 0; k < review.themes_size(); ++k) {
      if (by_theme[review.themes(k).theme()] == 0) Need(ChangeKind::kTheme, r, k);
    }
  }

  void Loads() {
    for (const auto& [p, count] : load_) {
      if (count > problem_.reviewers(p).max_reviews()) Need(ChangeKind::kLoad, p, 0, count);
    }
  }

  void Rules() {
    const v1::ProgrammeRules& rules = problem_.rules();
    std::map<int, int> in_week, led;
    int most_in_week = 0, most_led = 0;
    for (const Held& held : held_) {
      most_in_week = std::max(most_in_week, ++in_week[held.week]);
      if (held.lead >= 0) most_led = std::max(most_led, ++led[held.lead]);
    }
    Limit(ChangeKind::kWeekLimit, rules.max_reviews_per_week(), most_in_week);
    Limit(ChangeKind::kLeadLimit, rules.max_leads_per_authority(), most_led);
    Limit(ChangeKind::kShare, rules.max_members_per_authority(), share_);
    for (int i = 0; i < rules.barred_leads_size(); ++i) {
      const int lead = authorities_.at(rules.barred_leads(i).authority());
      const int host = authorities_.at(rules.barred_leads(i).host());
      if (std::any_of(held_.begin(), held_.end(),
                      [&](const Held& held) { return held.lead == lead && held.host == host; })) {
        Need(ChangeKind::kBarred, i);
      }
    }
    Gaps();
  }

  void Limit(ChangeKind kind, int most, int count) {
    if (most > 0 && count > most) Need(kind, 0, 0, count);
  }

  void Gaps() {
    int lead_gap = problem_.rules().lead_gap_weeks(), host_gap = problem_.rules().host_gap_weeks();
    for (size_t i = 0; i < held_.size(); ++i) {
      for (size_t k = 0; k < held_.size(); ++k) {
        const int gap = std::abs(held_[i].week - held_[k].week);
        if (held_[i].lead == held_[k].host) lead_gap = std::min(lead_gap, gap);
        if (i < k && held_[i].host == held_[k].host) host_gap = std::min(host_gap, gap);
      }
    }
    if (lead_gap < problem_.rules().lead_gap_weeks()) Need(ChangeKind::kLeadGap, 0, 0, lead_gap);
    if (host_gap < problem_.rules().host_gap_weeks()) Need(ChangeKind::kHostGap, 0, 0, host_gap);
  }

  const v1::ProgrammeProblem& problem_;
  const Index weeks_, authorities_, people_;
  std::unordered_map<std::string, const v1::PlannedReview*> entries_;
  std::vector<Held> held_;
  std::map<int, int> load_;  // by reviewer
  int share_ = 0;            // most members of one team from one authority
  Changes changes_;
};

}  // namespace

Changes ChangesFor(const v1::ProgrammeProblem& problem, const v1::ProgrammePlan& plan) {
  return Comparer(problem, plan).Compare();
}

}  // namespace peerchallenge::scheduling::planning

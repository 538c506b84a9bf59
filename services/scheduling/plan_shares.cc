#include "services/scheduling/plan_shares.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <unordered_map>

namespace peerchallenge::scheduling {
namespace {

using Share = v1::PlanExplanation::Share;
using Items = v1::ProgrammeCostItems;

template <typename List>
bool Has(const List& list, const std::string& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

class Splitter {
 public:
  Splitter(const v1::ProgrammeProblem& problem, const v1::ProgrammePlan& plan)
      : problem_(problem), weights_(problem.weights()) {
    for (int a = 0; a < problem.authorities_size(); ++a) {
      authorities_.emplace(problem.authorities(a).id(), a);
    }
    for (const auto& person : problem.reviewers()) people_.emplace(person.id(), &person);
    for (const auto& entry : plan.reviews()) entries_.emplace(entry.review(), &entry);
    for (const auto& old : problem.incumbent().reviews()) old_.emplace(old.review(), &old);
  }

  std::vector<Share> Split() {
    for (const v1::PlanningReview& review : problem_.reviews()) {
      const auto entry = entries_.find(review.id());
      if (entry != entries_.end()) AddReview(review, *entry->second);
    }
    AddBalance();
    AddSpread();
    std::vector<Share> shares;
    Collect(problem_.reviews(), Share::KIND_REVIEW, of_review_, shares);
    Collect(problem_.authorities(), Share::KIND_AUTHORITY, of_authority_, shares);
    Collect(problem_.reviewers(), Share::KIND_PERSON, of_person_, shares);
    Collect(problem_.weeks(), Share::KIND_WEEK, of_week_, shares);
    return shares;
  }

 private:
  using ById = std::map<std::string, Items>;

  template <typename List>
  static void Collect(const List& subjects, Share::Kind kind, ById& items,
                      std::vector<Share>& shares) {
    for (const auto& subject : subjects) {
      const auto found = items.find(subject.id());
      if (found == items.end() || found->second.ByteSizeLong() == 0) continue;
      Share& share = shares.emplace_back();
      share.set_kind(kind);
      share.set_subject(subject.id());
      *share.mutable_cost_items() = found->second;
    }
  }

  void AddReview(const v1::PlanningReview& review, const v1::PlannedReview& entry) {
    Items& items = of_review_[review.id()];
    for (const v1::WeekCost& cost : review.week_costs()) {
      if (cost.week() == entry.week()) items.set_week(items.week() + weights_.week() * cost.cost());
    }
    ++in_week_[entry.week()];
    AddTeam(review, entry, items);
    AddChanges(review, entry, items);
  }

  void AddTeam(const v1::PlanningReview& review, const v1::PlannedReview& entry, Items& items) {
    std::map<std::string, int> held;
    int novices = 0;
    for (const std::string& member : entry.members()) {
      const v1::PlanningReviewer& person = *people_.at(member);
      novices += person.reviews_done() == 0 ? 1 : 0;
      std::vector<std::string> themes(person.themes().begin(), person.themes().end());
      std::sort(themes.begin(), themes.end());
      themes.erase(std::unique(themes.begin(), themes.end()), themes.end());
      for (const std::string& theme : themes) ++held[theme];
      if (!person.authority().empty()) AddJourney(person, review.host(), items);
    }
    items.set_novice(weights_.novice() * std::max(0, novices - 1));
    int missing = 0;
    for (const v1::ThemeTarget& need : review.themes()) {
      const int target = need.target() == 0 ? 2 : need.target();
      missing += std::max(0, target - held[need.theme()]);
    }
    items.set_theme(weights_.theme() * missing);
  }

  void AddJourney(const v1::PlanningReviewer& person, const std::string& host, Items& items) {
    const int from = authorities_.at(person.authority()), to = authorities_.at(host);
    ++given_[person.authority()];
    ++got_[host];
    const int64_t cost =
        weights_.travel() * problem_.travel_minutes(from * problem_.authorities_size() + to);
    for (Items* part : {&items, &of_authority_[person.authority()], &of_person_[person.id()]}) {
      part->set_travel(part->travel() + cost);
    }
  }

  void AddChanges(const v1::PlanningReview& review, const v1::PlannedReview& entry, Items& items) {
    const auto found = old_.find(review.id());
    if (found == old_.end()) return;
    const v1::PlannedReview& old = *found->second;
    int64_t change = old.week() == entry.week() ? 0 : weights_.change_week();
    change += old.lead() == entry.lead() ? 0 : weights_.change_lead();
    for (const std::string& member : old.members()) {
      if (Has(entry.members(), member)) continue;
      change += weights_.change_member();
      Items& own = of_person_[member];
      own.set_change(own.change() + weights_.change_member());
    }
    items.set_change(change);
  }

  void AddBalance() {
    for (const v1::PlanningAuthority& authority : problem_.authorities()) {
      const int64_t difference = std::abs(given_[authority.id()] - got_[authority.id()]);
      of_authority_[authority.id()].set_balance(weights_.balance() * difference);
    }
  }

  void AddSpread() {
    for (const auto& [week, count] : in_week_) {
      of_week_[week].set_spread(weights_.spread() * count * (count - 1) / 2);
    }
  }

  const v1::ProgrammeProblem& problem_;
  const v1::ProgrammeWeights& weights_;
  std::unordered_map<std::string, int> authorities_;
  std::unordered_map<std::string, const v1::PlanningReviewer*> people_;
  std::unordered_map<std::string, const v1::PlannedReview*> entries_, old_;  // by review
  ById of_review_, of_authority_, of_person_, of_week_;
  std::map<std::string, int64_t> given_, got_, in_week_;
};

}  // namespace

std::vector<Share> SharesOf(const v1::ProgrammeProblem& problem, const v1::ProgrammePlan& plan) {
  return Splitter(problem, plan).Split();
}

}  // namespace peerchallenge::scheduling

#include "services/scheduling/planning/check.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "absl/strings/str_cat.h"

namespace peerchallenge::scheduling::planning {
namespace {

// The position of a week that the problem does not have: far from every other.
constexpr int kNowhere = -1'000'000;

class Checker {
 public:
  explicit Checker(const v1::ProgrammeProblem& problem) : problem_(problem) {
    for (int i = 0; i < problem.weeks_size(); ++i) weeks_[problem.weeks(i).id()] = i;
    for (int i = 0; i < problem.authorities_size(); ++i) {
      authorities_[problem.authorities(i).id()] = i;
    }
    for (const auto& reviewer : problem.reviewers()) people_[reviewer.id()] = &reviewer;
    given_.resize(static_cast<size_t>(problem.authorities_size()));
    got_.resize(static_cast<size_t>(problem.authorities_size()));
  }

  ProgrammeCheck Check(const v1::ProgrammePlan& plan) {
    MatchEntries(plan);
    for (const auto& [review, entry] : placed_) CheckReview(*review, *entry);
    CheckWeeks();
    CheckLoads();
    CheckLeads();
    CheckHostGaps();
    items_.set_balance(Balance());
    return Total();
  }

 private:
  struct Led {
    std::string host;
    int week;
    std::string review;
  };

  void Break(std::string rule, std::string review, std::string description) {
    result_.violations.push_back({std::move(rule), std::move(review), std::move(description)});
  }

  int Position(const std::string& week) const {
    const auto found = weeks_.find(week);
    return found == weeks_.end() ? kNowhere : found->second;
  }

  // P1: which entry of the plan is for which review.
  void MatchEntries(const v1::ProgrammePlan& plan) {
    std::unordered_map<std::string, const v1::PlanningReview*> reviews;
    for (const auto& review : problem_.reviews()) reviews[review.id()] = &review;
    for (const auto& entry : plan.reviews()) {
      const auto found = reviews.find(entry.review());
      if (found == reviews.end()) {
        Break("P1", entry.review(), "the plan names a review that the problem does not have");
      } else if (!entry_of_.emplace(entry.review(), &entry).second) {
        Break("P1", entry.review(), "the review is planned twice");
      } else {
        placed_.emplace_back(found->second, &entry);
      }
    }
    for (const auto& review : problem_.reviews()) {
      if (!entry_of_.contains(review.id())) Break("P1", review.id(), "the review has no week");
    }
  }

  void CheckReview(const v1::PlanningReview& review, const v1::PlannedReview& entry) {
    CheckWeek(review, entry);
    CheckTeam(review, entry);
    CheckLead(review, entry);
    CheckMembers(review, entry);
  }

  void CheckWeek(const v1::PlanningReview& review, const v1::PlannedReview& entry) {
    const std::string& week = entry.week();
    const bool allowed =
        weeks_.contains(week) &&
        std::find(review.weeks().begin(), review.weeks().end(), week) != review.weeks().end();
    if (!allowed) {
      Break("P1", review.id(), absl::StrCat("week '", week, "' is not one of its allowed weeks"));
    }
    if (!review.pinned_week().empty() && week != review.pinned_week()) {
      Break("P1", review.id(),
            absl::StrCat("it is pinned to ", review.pinned_week(), " but planned in '", week, "'"));
    }
    ++reviews_in_week_[week];
    hosted_[review.host()].emplace_back(Position(week), review.id());
    for (const auto& cost : review.week_costs()) {
      if (cost.week() == week) items_.set_week(items_.week() + cost.cost());
    }
  }

  void CheckTeam(const v1::PlanningReview& review, const v1::PlannedReview& entry) {
    const std::unordered_set<std::string> members(entry.members().begin(), entry.members().end());
    for (const auto& member : entry.members()) {
      if (!people_.contains(member)) {
        Break("P3", review.id(), absl::StrCat("member '", member, "' is not a known reviewer"));
      }
    }
    if (static_cast<int>(members.size()) != entry.members_size()) {
      Break("P3", review.id(), "a member is listed twice");
    }
    if (entry.members_size() < review.team_min() || entry.members_size() > review.team_max()) {
      Break("P3", review.id(),
            absl::StrCat("the team has ", entry.members_size(), " members, allowed are ",
                         review.team_min(), " to ", review.team_max()));
    }
    for (const auto& pinned : review.pinned_members()) {
      if (!members.contains(pinned)) {
        Break("P3", review.id(), absl::StrCat("pinned member ", pinned, " is missing"));
      }
    }
    for (const auto& excluded : review.excluded_members()) {
      if (members.contains(excluded)) {
        Break("P3", review.id(), absl::StrCat("excluded member ", excluded, " is on the team"));
      }
    }
  }

  void CheckLead(const v1::PlanningReview& review, const v1::PlannedReview& entry) {
    const auto& members = entry.members();
    const auto person = people_.find(entry.lead());
    const bool on_team = std::find(members.begin(), members.end(), entry.lead()) != members.end();
    if (!on_team || person == people_.end() || !person->second->can_lead() ||
        person->second->authority().empty()) {
      Break("P4", review.id(),
            absl::StrCat("'", entry.lead(), "' is not a member who can lead for an authority"));
      return;
    }
    if (!review.pinned_lead().empty() && entry.lead() != review.pinned_lead()) {
      Break("P4", review.id(),
            absl::StrCat("it is to be led by ", review.pinned_lead(), ", not by ", entry.lead()));
    }
    leads_[person->second->authority()].push_back(
        {review.host(), Position(entry.week()), review.id()});
  }

  void CheckMembers(const v1::PlanningReview& review, const v1::PlannedReview& entry) {
    std::map<std::string, int> by_authority, by_role, by_theme;
    int novices = 0;
    for (const auto& member : entry.members()) {
      const auto found = people_.find(member);
      if (found == people_.end()) continue;
      const v1::PlanningReviewer& person = *found->second;
      CheckMember(review, entry.week(), person);
      ++by_role[person.role()];
      for (const auto& theme :
           std::set<std::string>(person.themes().begin(), person.themes().end())) {
        ++by_theme[theme];
      }
      novices += person.reviews_done() == 0 ? 1 : 0;
      if (!person.authority().empty()) {
        ++by_authority[person.authority()];
        CountJourney(person.authority(), review.host());
      }
    }
    CheckCounts(review, by_authority, by_role, by_theme);
    items_.set_novice(items_.novice() + std::max(0, novices - 1));
  }

  // P5 and P6, and the load for P7.
  void CheckMember(const v1::PlanningReview& review, const std::string& week,
                   const v1::PlanningReviewer& person) {
    const auto names = [](const auto& list, const std::string& id) {
      return std::find(list.begin(), list.end(), id) != list.end();
    };
    if (person.authority() == review.host() || names(person.conflicts(), review.host())) {
      Break("P5", review.id(), absl::StrCat(person.id(), " is from the host or has a conflict"));
    }
    if (names(person.unavailable_weeks(), week)) {
      Break("P6", review.id(), absl::StrCat(person.id(), " is unavailable in ", week));
    }
    if (!busy_.emplace(person.id(), week).second) {
      Break("P6", review.id(), absl::StrCat(person.id(), " is on two teams in ", week));
    }
    ++load_[person.id()];
  }

  void CountJourney(const std::string& home, const std::string& host) {
    const int from = authorities_.at(home), to = authorities_.at(host);
    ++given_[static_cast<size_t>(from)];
    ++got_[static_cast<size_t>(to)];
    items_.set_travel(items_.travel() +
                      problem_.travel_minutes(from * problem_.authorities_size() + to));
  }

  // P8, P9, P10.
  void CheckCounts(const v1::PlanningReview& review, const std::map<std::string, int>& by_authority,
                   std::map<std::string, int>& by_role, std::map<std::string, int>& by_theme) {
    const int limit = problem_.rules().max_members_per_authority();
    for (const auto& [authority, count] : by_authority) {
      if (limit > 0 && count > limit) {
        Break("P8", review.id(),
              absl::StrCat(count, " members come from ", authority, ", at most ", limit, " may"));
      }
    }
    for (const auto& need : review.roles()) {
      const int count = by_role[need.role()];
      if (count < need.min() || (need.max() > 0 && count > need.max())) {
        Break("P9", review.id(), absl::StrCat(count, " members are ", need.role()));
      }
    }
    for (const auto& need : review.themes()) {
      const int count = by_theme[need.theme()];
      if (count == 0) {
        Break("P10", review.id(), absl::StrCat("nobody covers ", need.theme()));
      }
      const int target = need.target() == 0 ? 2 : need.target();
      items_.set_theme(items_.theme() + std::max(0, target - count));
    }
  }

  void CheckWeeks() {
    const int limit = problem_.rules().max_reviews_per_week();
    for (const auto& [week, count] : reviews_in_week_) {
      if (limit > 0 && count > limit) {
        Break("P2", "",
              absl::StrCat(count, " reviews are in ", week, ", at most ", limit, " may be"));
      }
      items_.set_spread(items_.spread() + int64_t{count} * (count - 1) / 2);
    }
  }

  void CheckLoads() {
    for (const auto& [person, count] : load_) {
      const int most = people_.at(person)->max_reviews();
      if (count > most) {
        Break("P7", "", absl::StrCat(person, " is on ", count, " teams, at most ", most));
      }
    }
  }

  // P11, P12, P13.
  void CheckLeads() {
    std::set<std::pair<std::string, std::string>> barred, pairs;
    for (const auto& bar : problem_.rules().barred_leads()) {
      barred.emplace(bar.authority(), bar.host());
    }
    for (const auto& [authority, led] : leads_) {
      for (const Led& visit : led) pairs.emplace(authority, visit.host);
    }
    const int limit = problem_.rules().max_leads_per_authority();
    for (const auto& [authority, led] : leads_) {
      if (limit > 0 && static_cast<int>(led.size()) > limit) {
        Break("P11", "", absl::StrCat(authority, " leads ", led.size(), " reviews"));
      }
      for (const Led& visit : led) {
        if (authority < visit.host && pairs.contains({visit.host, authority})) {
          Break("P12", visit.review,
                absl::StrCat(authority, " and ", visit.host, " lead at each other"));
        }
        if (barred.contains({authority, visit.host})) {
          Break("P12", visit.review,
                absl::StrCat(authority, " is barred from leading at ", visit.host));
        }
        CheckLeadGap(authority, visit);
      }
    }
  }

  void CheckLeadGap(const std::string& authority, const Led& visit) {
    for (const auto& [week, own] : hosted_[authority]) {
      if (std::abs(week - visit.week) < problem_.rules().lead_gap_weeks()) {
        Break("P13", visit.review, absl::StrCat(authority, " leads it too close to hosting ", own));
      }
    }
  }

  void CheckHostGaps() {
    for (auto& [host, visits] : hosted_) {
      std::sort(visits.begin(), visits.end());
      for (size_t i = 1; i < visits.size(); ++i) {
        if (visits[i].first - visits[i - 1].first < problem_.rules().host_gap_weeks()) {
          Break("P14", visits[i].second,
                absl::StrCat("too close to ", visits[i - 1].second, ", also at ", host));
        }
      }
    }
  }

  int64_t Balance() const {
    int64_t sum = 0;
    for (size_t a = 0; a < given_.size(); ++a) sum += std::abs(given_[a] - got_[a]);
    return sum;
  }

  int64_t Change() const {
    const v1::ProgrammeWeights& weights = problem_.weights();
    int64_t change = 0;
    for (const auto& old : problem_.incumbent().reviews()) {
      const auto found = entry_of_.find(old.review());
      if (found == entry_of_.end()) continue;
      const v1::PlannedReview& now = *found->second;
      const std::unordered_set<std::string> members(now.members().begin(), now.members().end());
      std::unordered_set<std::string> left;
      for (const auto& member : old.members()) {
        if (!members.contains(member)) left.insert(member);
      }
      change += now.week() == old.week() ? 0 : weights.change_week();
      change += now.lead() == old.lead() ? 0 : weights.change_lead();
      change += weights.change_member() * static_cast<int64_t>(left.size());
    }
    return change;
  }

  ProgrammeCheck Total() {
    const v1::ProgrammeWeights& weights = problem_.weights();
    v1::ProgrammeCostItems& items = result_.cost_items;
    items.set_week(items_.week() * weights.week());
    items.set_theme(items_.theme() * weights.theme());
    items.set_balance(items_.balance() * weights.balance());
    items.set_travel(items_.travel() * weights.travel());
    items.set_novice(items_.novice() * weights.novice());
    items.set_spread(items_.spread() * weights.spread());
    items.set_change(Change());
    result_.cost = items.week() + items.theme() + items.balance() + items.travel() +
                   items.novice() + items.spread() + items.change();
    return std::move(result_);
  }

  const v1::ProgrammeProblem& problem_;
  ProgrammeCheck result_;
  v1::ProgrammeCostItems items_;  // before the weights
  std::unordered_map<std::string, int> weeks_, authorities_;
  std::unordered_map<std::string, const v1::PlanningReviewer*> people_;
  std::vector<std::pair<const v1::PlanningReview*, const v1::PlannedReview*>> placed_;
  std::unordered_map<std::string, const v1::PlannedReview*> entry_of_;
  std::vector<int64_t> given_, got_;
  // Ordered, so that violations always come in the same order.
  std::map<std::string, int> reviews_in_week_, load_;
  std::set<std::pair<std::string, std::string>> busy_;
  std::map<std::string, std::vector<std::pair<int, std::string>>> hosted_;
  std::map<std::string, std::vector<Led>> leads_;
};

}  // namespace

ProgrammeCheck CheckProgramme(const v1::ProgrammeProblem& problem, const v1::ProgrammePlan& plan) {
  return Checker(problem).Check(plan);
}

}  // namespace peerchallenge::scheduling::planning

#include "services/scheduling/planning/programme/model.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

namespace peerchallenge::scheduling::planning {
namespace {

using Index = absl::flat_hash_map<std::string, int>;

template <typename List>
Index IndexOf(const List& list) {
  Index index;
  for (const auto& entry : list) index.emplace(entry.id(), static_cast<int>(index.size()));
  return index;
}

int Limit(int value, bool dropped) { return value == 0 || dropped ? kUnlimited : value; }

class Builder {
 public:
  Builder(const v1::ProgrammeProblem& problem, const Relaxation& relaxation, Budget& budget)
      : problem_(problem),
        relaxation_(relaxation),
        budget_(budget),
        weeks_(IndexOf(problem.weeks())),
        authorities_(IndexOf(problem.authorities())),
        reviewers_(IndexOf(problem.reviewers())) {}

  std::optional<Model> Build() {
    model_.week_count = problem_.weeks_size();
    model_.authority_count = problem_.authorities_size();
    AddWeights();
    AddRules();
    for (int p = 0; p < problem_.reviewers_size(); ++p) {
      if (budget_.SpentNow()) return std::nullopt;
      AddPerson(p);
    }
    AddReviews();
    model_.flags.resize(model_.reviews.size() * model_.people.size());
    model_.themes.resize(model_.reviews.size() * model_.people.size());
    for (int r = 0; r < model_.ReviewCount(); ++r) {
      if (budget_.Spent()) return std::nullopt;
      AddPeople(r);
    }
    return std::move(model_);
  }

 private:
  bool Drops(FactKind kind, int a, int b = 0) const { return relaxation_.Drops(kind, a, b); }

  void AddWeights() {
    const v1::ProgrammeWeights& weights = problem_.weights();
    model_.theme_weight = weights.theme();
    model_.balance_weight = weights.balance();
    model_.novice_weight = weights.novice();
    model_.spread_weight = weights.spread();
    for (const int minutes : problem_.travel_minutes()) {
      model_.travel_cost.push_back(minutes * weights.travel());
    }
  }

  void AddRules() {
    const v1::ProgrammeRules& rules = problem_.rules();
    for (int w = 0; w < model_.week_count; ++w) {
      model_.week_limit.push_back(
          Limit(rules.max_reviews_per_week(), Drops(FactKind::kWeekLimit, w)));
    }
    const int count = model_.authority_count;
    model_.hosted.resize(static_cast<size_t>(count));
    model_.week_taken.resize(static_cast<size_t>(model_.week_count));
    model_.surplus_taken.resize(static_cast<size_t>(count));
    model_.no_lead_in.resize(static_cast<size_t>(count));
    model_.may_be_mutual.resize(static_cast<size_t>(count) * static_cast<size_t>(count));
    for (int a = 0; a < count; ++a) {
      model_.lead_limit.push_back(
          Limit(rules.max_leads_per_authority(), Drops(FactKind::kLeadLimit, a)));
      model_.lead_gap.push_back(Drops(FactKind::kLeadGap, a) ? 0 : rules.lead_gap_weeks());
      model_.host_gap.push_back(Drops(FactKind::kHostGap, a) ? 0 : rules.host_gap_weeks());
      for (int b = 0; b < count; ++b) {
        model_.may_be_mutual[static_cast<size_t>(a * count + b)] =
            Drops(FactKind::kMutual, std::min(a, b), std::max(a, b)) ? 1 : 0;
      }
    }
    for (int i = 0; i < rules.barred_leads_size(); ++i) {
      if (Drops(FactKind::kBarred, i)) continue;
      const v1::BarredLead& bar = rules.barred_leads(i);
      barred_.emplace(authorities_.at(bar.authority()), authorities_.at(bar.host()));
    }
  }

  void AddPerson(int p) {
    const v1::PlanningReviewer& reviewer = problem_.reviewers(p);
    ModelPerson person;
    if (!reviewer.authority().empty()) person.authority = authorities_.at(reviewer.authority());
    person.role =
        roles_.try_emplace(reviewer.role(), static_cast<int>(roles_.size())).first->second;
    person.max_reviews = Drops(FactKind::kLoad, p) ? kUnlimited : reviewer.max_reviews();
    person.novice = reviewer.reviews_done() == 0;
    person.can_lead = reviewer.can_lead() && person.authority != kPartner;
    person.one_team_a_week = !Drops(FactKind::kOneTeam, p);
    for (int w = 0; w < model_.week_count; ++w) person.free_weeks.Add(w);
    for (const auto& week : reviewer.unavailable_weeks()) {
      const int w = weeks_.at(week);
      if (!Drops(FactKind::kUnavailable, p, w)) person.free_weeks.Remove(w);
    }
    model_.people.push_back(person);
  }

  void AddReviews() {
    Index incumbent_of;
    for (int i = 0; i < problem_.reviews_size(); ++i) {
      if (Drops(FactKind::kReview, i)) continue;
      const v1::PlanningReview& review = problem_.reviews(i);
      incumbent_of.emplace(review.id(), model_.ReviewCount());
      ModelReview entry;
      entry.index = i;
      entry.host = authorities_.at(review.host());
      entry.team_min = Drops(FactKind::kTeamMin, i) ? 0 : review.team_min();
      entry.team_max = Drops(FactKind::kTeamMax, i) ? problem_.reviewers_size() : review.team_max();
      entry.needs_lead = !Drops(FactKind::kLead, i);
      entry.minds_absence = !Drops(FactKind::kAbsences, i);
      entry.member_limit =
          Limit(problem_.rules().max_members_per_authority(), Drops(FactKind::kShare, i));
      AddWeeks(review, entry);
      AddThemes(review, entry);
      AddRoles(review, entry);
      model_.hosted[static_cast<size_t>(entry.host)].push_back(model_.ReviewCount());
      model_.reviews.push_back(std::move(entry));
    }
    for (const auto& old : problem_.incumbent().reviews()) {
      const auto found = incumbent_of.find(old.review());
      if (found != incumbent_of.end()) {
        AddIncumbent(old, model_.reviews[static_cast<size_t>(found->second)]);
      }
    }
  }

  void AddWeeks(const v1::PlanningReview& review, ModelReview& entry) {
    for (const auto& week : review.weeks()) entry.weeks.Add(weeks_.at(week));
    if (!review.pinned_week().empty() && !Drops(FactKind::kPinnedWeek, entry.index)) {
      WeekSet pinned;
      pinned.Add(weeks_.at(review.pinned_week()));
      entry.weeks &= pinned;
    }
    for (int w = entry.weeks.Next(0); w >= 0; w = entry.weeks.Next(w + 1)) {
      entry.week_list.push_back(w);
    }
    entry.week_cost.resize(static_cast<size_t>(model_.week_count));
    for (const auto& cost : review.week_costs()) {
      entry.week_cost[static_cast<size_t>(weeks_.at(cost.week()))] +=
          cost.cost() * problem_.weights().week();
    }
  }

  void AddThemes(const v1::PlanningReview& review, ModelReview& entry) {
    for (int k = 0; k < review.themes_size(); ++k) {
      const int target = review.themes(k).target();
      entry.theme_target.push_back(target == 0 ? 2 : target);
      entry.theme_id.push_back(
          themes_.try_emplace(review.themes(k).theme(), static_cast<int>(themes_.size()))
              .first->second);
      if (!Drops(FactKind::kTheme, entry.index, k)) entry.themes_needed |= uint64_t{1} << k;
    }
  }

  void AddRoles(const v1::PlanningReview& review, ModelReview& entry) {
    entry.class_of_role.assign(roles_.size(), -1);
    for (int k = 0; k < review.roles_size(); ++k) {
      const v1::RoleNeed& need = review.roles(k);
      entry.roles.push_back({Drops(FactKind::kRoleMin, entry.index, k) ? 0 : need.min(),
                             Limit(need.max(), Drops(FactKind::kRoleMax, entry.index, k))});
      const auto role = roles_.find(need.role());
      if (role != roles_.end()) entry.class_of_role[static_cast<size_t>(role->second)] = k;
    }
  }

  // What the plan in force makes cheaper; the rest of the cost of change is constant.
  void AddIncumbent(const v1::PlannedReview& old, ModelReview& entry) {
    const v1::ProgrammeWeights& weights = problem_.weights();
    const auto week = weeks_.find(old.week());
    for (int w = 0; w < model_.week_count; ++w) {
      if (week == weeks_.end() || w != week->second) {
        entry.week_cost[static_cast<size_t>(w)] += weights.change_week();
      }
    }
    absl::flat_hash_set<std::string> members;
    for (const auto& member : old.members()) {
      if (!members.insert(member).second) continue;
      model_.constant_cost += weights.change_member();
      const auto person = reviewers_.find(member);
      if (person != reviewers_.end()) {
        entry.kept_bonus.emplace_back(person->second, weights.change_member());
      }
    }
    model_.constant_cost += weights.change_lead();
    const auto lead = reviewers_.find(old.lead());
    if (lead != reviewers_.end()) {
      entry.lead_bonus.emplace_back(lead->second, weights.change_lead());
    }
  }

  void AddPeople(int r) {
    ModelReview& review = model_.reviews[static_cast<size_t>(r)];
    const v1::PlanningReview& source = problem_.reviews(review.index);
    std::vector<int> excluded;
    for (const auto& id : source.excluded_members()) {
      const int p = reviewers_.at(id);
      if (!Drops(FactKind::kExcludedMember, review.index, p)) excluded.push_back(p);
    }
    std::sort(excluded.begin(), excluded.end());
    MarkPeople(r, source);
    for (int p = 0; p < model_.PersonCount(); ++p) {
      const bool barred = std::binary_search(excluded.begin(), excluded.end(), p);
      if (barred || !MayVisit(review, p)) continue;
      model_.flags[model_.Pair(r, p)] |= Model::kJoins;
      review.people.push_back(p);
      if (MayLeadAt(review, p)) model_.flags[model_.Pair(r, p)] |= Model::kLeads;
    }
    SortPeople(r);
  }

  // Pins, incumbent members and themes, for everybody.
  void MarkPeople(int r, const v1::PlanningReview& source) {
    ModelReview& review = model_.reviews[static_cast<size_t>(r)];
    for (const auto& id : source.pinned_members()) {
      const int p = reviewers_.at(id);
      if (Drops(FactKind::kPinnedMember, review.index, p) || model_.IsPinned(r, p)) continue;
      model_.flags[model_.Pair(r, p)] |= Model::kPinned;
      review.pinned.push_back(p);
    }
    for (const auto& [p, bonus] : review.kept_bonus) {
      model_.flags[model_.Pair(r, p)] |= Model::kKept;
    }
    Index themes;
    for (const auto& need : source.themes()) {
      themes.emplace(need.theme(), static_cast<int>(themes.size()));
    }
    for (int p = 0; p < model_.PersonCount(); ++p) {
      for (const auto& theme : problem_.reviewers(p).themes()) {
        const auto found = themes.find(theme);
        if (found != themes.end()) {
          model_.themes[model_.Pair(r, p)] |= uint64_t{1} << found->second;
        }
      }
    }
  }

  // Rules P5 and P7, and a week that both have.
  bool MayVisit(const ModelReview& review, int p) const {
    const ModelPerson& person = model_.Person(p);
    if (person.max_reviews == 0) return false;
    if (person.authority == review.host && !Drops(FactKind::kHostPeople, review.index)) {
      return false;
    }
    for (const auto& id : problem_.reviewers(p).conflicts()) {
      const int authority = authorities_.at(id);
      if (authority == review.host && !Drops(FactKind::kInterest, p, authority)) return false;
    }
    return !review.minds_absence || person.free_weeks.Meets(review.weeks);
  }

  bool MayLeadAt(const ModelReview& review, int p) const {
    const std::string& pinned = problem_.reviews(review.index).pinned_lead();
    if (!pinned.empty() && pinned != problem_.reviewers(p).id() &&
        !Drops(FactKind::kPinnedLead, review.index)) {
      return false;
    }
    const ModelPerson& person = model_.Person(p);
    return person.can_lead && !barred_.contains({person.authority, review.host});
  }

  void SortPeople(int r) {
    ModelReview& review = model_.reviews[static_cast<size_t>(r)];
    std::vector<std::pair<int64_t, int>> priced;
    for (const int p : review.people) priced.emplace_back(model_.SeatCost(r, p), p);
    std::sort(priced.begin(), priced.end());
    review.people_by_class.resize(review.roles.size() + 1);
    for (size_t i = 0; i < priced.size(); ++i) {
      const int p = priced[i].second;
      review.people[i] = p;
      review.people_by_class[static_cast<size_t>(model_.ClassOf(r, p) + 1)].push_back(p);
      if (model_.MayLead(r, p)) review.leads.push_back(p);
    }
  }

  const v1::ProgrammeProblem& problem_;
  const Relaxation& relaxation_;
  Budget& budget_;
  const Index weeks_, authorities_, reviewers_;
  Index roles_, themes_;
  absl::flat_hash_set<std::pair<int, int>> barred_;  // lead's authority, host
  Model model_;
};

}  // namespace

int64_t Model::SeatCost(int review, int person) const {
  const int home = Person(person).authority;
  int64_t cost =
      home == kPartner
          ? 0
          : travel_cost[static_cast<size_t>(home * authority_count + Review(review).host)];
  if ((Flags(review, person) & kKept) != 0) {
    for (const auto& [kept, bonus] : Review(review).kept_bonus) {
      if (kept == person) cost -= bonus;
    }
  }
  return cost;
}

int64_t Model::LeadCost(int review, int person) const {
  int64_t cost = 0;
  for (const auto& [lead, bonus] : Review(review).lead_bonus) {
    if (lead == person) cost -= bonus;
  }
  return cost;
}

std::optional<Model> BuildModel(const v1::ProgrammeProblem& problem, const Relaxation& relaxation,
                                Budget& budget) {
  return Builder(problem, relaxation, budget).Build();
}

v1::ProgrammePlan ToMessage(const v1::ProgrammeProblem& problem, const Model& model,
                            const Plan& plan) {
  v1::ProgrammePlan message;
  for (int r = 0; r < model.ReviewCount(); ++r) {
    const auto i = static_cast<size_t>(r);
    v1::PlannedReview& entry = *message.add_reviews();
    entry.set_review(problem.reviews(model.Review(r).index).id());
    entry.set_week(problem.weeks(plan.week[i]).id());
    if (plan.lead[i] != kNobody) entry.set_lead(problem.reviewers(plan.lead[i]).id());
    std::vector<int> members = plan.team[i];
    std::sort(members.begin(), members.end());
    for (const int p : members) entry.add_members(problem.reviewers(p).id());
  }
  return message;
}

}  // namespace peerchallenge::scheduling::planning

#include "services/scheduling/planning/programme/state.h"

#include <algorithm>
#include <cstdlib>

namespace peerchallenge::scheduling::planning {
namespace {

int Over(int count, int limit) { return count > limit ? count - limit : 0; }

void EraseValue(std::vector<int>& values, int value) {
  const auto at = std::find(values.begin(), values.end(), value);
  *at = values.back();
  values.pop_back();
}

}  // namespace

State::State(const Model& model) : model_(model), cost_(model.constant_cost) {
  const auto reviews = model.reviews.size();
  const auto authorities = static_cast<size_t>(model.authority_count);
  weight_.fill(1);
  plan_.week.resize(reviews);
  plan_.lead.assign(reviews, kNobody);
  plan_.team.resize(reviews);
  tally_.resize(reviews);
  share_.resize(reviews * authorities);
  on_.resize(model.people.size());
  in_week_.resize(static_cast<size_t>(model.week_count));
  led_.resize(authorities);
  led_at_.resize(authorities * authorities);
  surplus_ = model.surplus_taken;
  for (const int surplus : surplus_) cost_ += std::abs(surplus) * model.balance_weight;
  // Nobody is on a team yet: breaches start at what an empty team lacks.
  for (int r = 0; r < model.ReviewCount(); ++r) {
    const ModelReview& review = model.Review(r);
    Tally& tally = tally_[static_cast<size_t>(r)];
    tally.theme.resize(review.theme_target.size());
    tally.role.resize(review.roles.size());
    for (const int target : review.theme_target) cost_ += target * model.theme_weight;
    for (const RoleBound& role : review.roles) Breaches(Breach::kRole, role.min);
    Breaches(Breach::kTheme, std::popcount(review.themes_needed));
    Breaches(Breach::kNoLead, review.needs_lead ? 1 : 0);
    CountSize(r, 1);
  }
  // Weeks are set one after the other; until then reviews stand in their first week.
  for (int r = 0; r < model.ReviewCount(); ++r) {
    plan_.week[static_cast<size_t>(r)] = model.Review(r).week_list.front();
  }
  for (int r = 0; r < model.ReviewCount(); ++r) CountVisit(r, 1);
  // Each pair of visits to one host was counted from both sides.
  int close = breaches(Breach::kHostGap);
  Breaches(Breach::kHostGap, -close / 2);
  for (int r = 0; r < model.ReviewCount(); ++r) {
    for (const int p : model.Review(r).pinned) DoJoin(r, p);
  }
}

void State::Join(int review, int person) {
  journal_.push_back({Step::kJoin, review, person});
  DoJoin(review, person);
}

void State::Leave(int review, int person) {
  journal_.push_back({Step::kLeave, review, person});
  DoLeave(review, person);
}

void State::SetLead(int review, int person) {
  journal_.push_back({Step::kLead, review, lead(review)});
  DoSetLead(review, person);
}

void State::SetWeek(int review, int week_now) {
  journal_.push_back({Step::kWeek, review, week(review)});
  DoSetWeek(review, week_now);
}

void State::Undo() {
  while (!journal_.empty()) {
    const Step step = journal_.back();
    journal_.pop_back();
    switch (step.kind) {
      case Step::kJoin:
        DoLeave(step.review, step.value);
        break;
      case Step::kLeave:
        DoJoin(step.review, step.value);
        break;
      case Step::kLead:
        DoSetLead(step.review, step.value);
        break;
      case Step::kWeek:
        DoSetWeek(step.review, step.value);
        break;
    }
  }
}

void State::Load(const Plan& plan) {
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    const auto i = static_cast<size_t>(r);
    DoSetLead(r, kNobody);
    while (!team(r).empty()) DoLeave(r, team(r).back());
    DoSetWeek(r, plan.week[i]);
  }
  for (int r = 0; r < model_.ReviewCount(); ++r) {
    const auto i = static_cast<size_t>(r);
    for (const int p : plan.team[i]) DoJoin(r, p);
    DoSetLead(r, plan.lead[i]);
  }
  journal_.clear();
}

void State::SetWeight(Breach kind, int64_t weight) {
  penalty_ += (weight - weight_[static_cast<size_t>(kind)]) * breaches(kind);
  weight_[static_cast<size_t>(kind)] = weight;
}

bool State::IsOnTeam(int review, int person) const {
  const auto& members = team(review);
  return std::find(members.begin(), members.end(), person) != members.end();
}

bool State::IsBusy(int person, int at) const {
  if (!model_.Person(person).one_team_a_week) return false;
  for (const int review : teams_of(person)) {
    if (week(review) == at) return true;
  }
  return false;
}

void State::DoJoin(int review, int person) {
  CountSize(review, -1);
  CountMember(review, person, 1);
  plan_.team[static_cast<size_t>(review)].push_back(person);
  on_[static_cast<size_t>(person)].push_back(review);
  CountSize(review, 1);
}

void State::DoLeave(int review, int person) {
  CountSize(review, -1);
  EraseValue(plan_.team[static_cast<size_t>(review)], person);
  EraseValue(on_[static_cast<size_t>(person)], review);
  CountMember(review, person, -1);
  CountSize(review, 1);
}

void State::DoSetLead(int review, int person) {
  const int before = lead(review);
  if (before == person) return;
  if (before != kNobody) CountLead(review, before, -1);
  plan_.lead[static_cast<size_t>(review)] = person;
  if (person != kNobody) CountLead(review, person, 1);
  if (model_.Review(review).needs_lead) {
    Breaches(Breach::kNoLead, (person == kNobody ? 1 : 0) - (before == kNobody ? 1 : 0));
  }
}

void State::DoSetWeek(int review, int week_now) {
  if (week(review) == week_now) return;
  CountVisit(review, -1);
  for (const int p : team(review)) {
    Breaches(Breach::kAbsent, model_.IsFree(review, p, week(review)) ? 0 : -1);
    Breaches(Breach::kTwoTeams, -TeamsInWeek(review, p));
  }
  plan_.week[static_cast<size_t>(review)] = week_now;
  for (const int p : team(review)) {
    Breaches(Breach::kAbsent, model_.IsFree(review, p, week(review)) ? 0 : 1);
    Breaches(Breach::kTwoTeams, TeamsInWeek(review, p));
  }
  CountVisit(review, 1);
}

// Adds (step 1) or takes away (-1) what a member counts for; the person is not in the lists then.
void State::CountMember(int review, int person, int step) {
  const ModelReview& what = model_.Review(review);
  const ModelPerson& who = model_.Person(person);
  cost_ += step * model_.SeatCost(review, person);
  CountInterests(review, person, step);

  const int load = static_cast<int>(teams_of(person).size());
  Breaches(Breach::kLoad, load >= who.max_reviews ? step : 0);
  Breaches(Breach::kAbsent, model_.IsFree(review, person, week(review)) ? 0 : step);
  Breaches(Breach::kTwoTeams, step * TeamsInWeek(review, person));

  if (who.authority == kPartner) return;
  Balance(who.authority, step);
  Balance(what.host, -step);
  int& share = share_[static_cast<size_t>(review * model_.authority_count + who.authority)];
  const int before = Over(share, what.member_limit);
  share += step;
  Breaches(Breach::kShare, Over(share, what.member_limit) - before);
}

// Themes, roles and novices.
void State::CountInterests(int review, int person, int step) {
  const ModelReview& what = model_.Review(review);
  Tally& tally = tally_[static_cast<size_t>(review)];
  for (uint64_t left = model_.Themes(review, person); left != 0; left &= left - 1) {
    const auto theme = static_cast<size_t>(std::countr_zero(left));
    int& count = tally.theme[theme];
    const int fewer = step > 0 ? count : count - 1;  // the count without this person
    if (fewer < what.theme_target[theme]) cost_ -= step * model_.theme_weight;
    if (fewer == 0 && (what.themes_needed >> theme & 1) != 0) Breaches(Breach::kTheme, -step);
    count += step;
  }
  const int role = model_.ClassOf(review, person);
  if (role >= 0) {
    const RoleBound& bound = what.roles[static_cast<size_t>(role)];
    int& count = tally.role[static_cast<size_t>(role)];
    const int before = Over(bound.min, count) + Over(count, bound.max);
    count += step;
    Breaches(Breach::kRole, Over(bound.min, count) + Over(count, bound.max) - before);
  }
  if (model_.Person(person).novice) {
    const int fewer = step > 0 ? tally.novices : tally.novices - 1;
    if (fewer >= 1) cost_ += step * model_.novice_weight;
    tally.novices += step;
  }
}

void State::CountLead(int review, int person, int step) {
  const int authority = model_.Person(person).authority;
  const int host = model_.Review(review).host;
  std::vector<int>& led = led_[static_cast<size_t>(authority)];
  cost_ += step * model_.LeadCost(review, person);
  if (step < 0) EraseValue(led, review);
  const int limit = model_.lead_limit[static_cast<size_t>(authority)];
  Breaches(Breach::kLeadLimit, static_cast<int>(led.size()) >= limit ? step : 0);
  if (step > 0) led.push_back(review);

  int& led_at = LedAt(authority, host);
  if (step < 0) --led_at;
  if (led_at == 0 && LedAt(host, authority) > 0 && !model_.LeadsMayMeet(authority, host)) {
    Breaches(Breach::kMutual, step);
  }
  if (step > 0) ++led_at;

  if (!model_.MayLeadIn(authority, week(review))) Breaches(Breach::kLeadGap, step);
  const int gap = model_.lead_gap[static_cast<size_t>(authority)];
  for (const int own : model_.hosted[static_cast<size_t>(authority)]) {
    if (own != review && std::abs(week(own) - week(review)) < gap) {
      Breaches(Breach::kLeadGap, step);
    }
  }
}

// Adds or takes away what the review's week counts for.
void State::CountVisit(int review, int step) {
  const int at = week(review);
  const ModelReview& what = model_.Review(review);
  int& count = in_week_[static_cast<size_t>(at)];
  const int limit = model_.week_limit[static_cast<size_t>(at)];
  if (step < 0) --count;
  const int others = count + model_.week_taken[static_cast<size_t>(at)];
  cost_ += step * (what.week_cost[static_cast<size_t>(at)] + model_.spread_weight * others);
  Breaches(Breach::kWeekLimit, count >= limit ? step : 0);
  if (step > 0) ++count;

  const auto host = static_cast<size_t>(what.host);
  for (const int other : model_.hosted[host]) {
    if (other != review && std::abs(week(other) - at) < model_.host_gap[host]) {
      Breaches(Breach::kHostGap, step);
    }
  }
  // Reviews that the host leads, and the host's other reviews as seen from this one's lead.
  for (const int led : led_[host]) {
    if (led != review && std::abs(week(led) - at) < model_.lead_gap[host]) {
      Breaches(Breach::kLeadGap, step);
    }
  }
  if (lead(review) == kNobody) return;
  const auto leader = static_cast<size_t>(model_.Person(lead(review)).authority);
  if (!model_.MayLeadIn(static_cast<int>(leader), at)) Breaches(Breach::kLeadGap, step);
  for (const int own : model_.hosted[leader]) {
    if (own != review && std::abs(week(own) - at) < model_.lead_gap[leader]) {
      Breaches(Breach::kLeadGap, step);
    }
  }
}

void State::CountSize(int review, int step) {
  const ModelReview& what = model_.Review(review);
  const int size = static_cast<int>(team(review).size());
  Breaches(Breach::kTeamSize, step * (Over(what.team_min, size) + Over(size, what.team_max)));
}

// Other teams of the person in the week of this review.
int State::TeamsInWeek(int review, int person) const {
  if (!model_.Person(person).one_team_a_week) return 0;
  int count = 0;
  for (const int other : teams_of(person)) {
    if (other != review && week(other) == week(review)) ++count;
  }
  return count;
}

void State::Breaches(Breach kind, int64_t change) {
  breach_[static_cast<size_t>(kind)] += static_cast<int>(change);
  breaches_ += static_cast<int>(change);
  penalty_ += change * weight_[static_cast<size_t>(kind)];
}

void State::Balance(int authority, int step) {
  int& surplus = surplus_[static_cast<size_t>(authority)];
  cost_ -= std::abs(surplus) * model_.balance_weight;
  surplus += step;
  cost_ += std::abs(surplus) * model_.balance_weight;
}

}  // namespace peerchallenge::scheduling::planning

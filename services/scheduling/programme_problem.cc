#include "services/scheduling/programme_problem.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/calendar.h"
#include "services/scheduling/interests.h"
#include "services/scheduling/planning/check.h"
#include "services/scheduling/team.h"
#include "services/scheduling/travel.h"
#include "services/scheduling/visibility.h"

namespace peerchallenge::scheduling {
namespace {

using validation::IdOf;

bool IsPlanned(const v1::Review& review) {
  return WeekOf(review).has_value() && LeadOf(review) != nullptr;
}

// People who left the team for a reason do not come back by a plan.
bool WasTurnedDown(const v1::TeamMember& member) {
  return member.state() == v1::TeamMember::STATE_DECLINED ||
         member.state() == v1::TeamMember::STATE_OBJECTED ||
         member.state() == v1::TeamMember::STATE_BARRED;
}

int64_t CostOf(const v1::Review& review, const std::string& monday) {
  for (const v1::WeekCost& cost : review.week_costs()) {
    if (cost.week() == monday) return cost.cost();
  }
  return 0;
}

// A review that is agreed: exactly its week and its people, whatever it needed.
v1::PlanningReview FixedReview(const v1::Review& review) {
  const v1::PlannedReview entry = EntryOf(review);
  v1::PlanningReview out;
  out.set_id(entry.review());
  out.set_host(IdOf(review.host()));
  out.add_weeks(entry.week());
  out.set_pinned_week(entry.week());
  out.set_team_min(entry.members_size());
  out.set_team_max(entry.members_size());
  *out.mutable_pinned_members() = entry.members();
  return out;
}

class ProblemBuilder {
 public:
  explicit ProblemBuilder(const PlanningInputs& inputs) : inputs_(inputs) {
    for (const absl::CivilDay monday : WeeksOf(inputs.programme)) {
      weeks_.push_back({monday, WeekId(monday)});
    }
    for (const v1::Interest& interest : inputs.interests) {
      interests_[validation::ParentOf(interest.name())].push_back(&interest);
    }
    AddFrame();
  }

  v1::ProgrammeProblem Build(const ProblemOptions& options) {
    v1::ProgrammeProblem problem = frame_;
    for (const v1::Review& review : inputs_.reviews) AddReview(review, options, problem);
    for (const v1::Person& person : inputs_.people) *problem.add_reviewers() = Reviewer(person);
    return problem;
  }

 private:
  struct Week {
    absl::CivilDay monday;
    std::string id;
  };

  void AddFrame() {
    for (const Week& week : weeks_) {
      auto* out = frame_.add_weeks();
      out->set_id(week.id);
      out->set_start_date(validation::FormatDay(week.monday));
    }
    const auto count = static_cast<int>(inputs_.authorities.size());
    frame_.mutable_travel_minutes()->Reserve(count * count);
    for (const v1::Authority& from : inputs_.authorities) {
      frame_.add_authorities()->set_id(IdOf(from.name()));
      for (const v1::Authority& to : inputs_.authorities) {
        frame_.add_travel_minutes(TravelMinutes(from, to));
      }
    }
    *frame_.mutable_rules() = inputs_.programme.rules();
    *frame_.mutable_weights() = inputs_.programme.weights();
  }

  void AddReview(const v1::Review& review, const ProblemOptions& options,
                 v1::ProgrammeProblem& problem) {
    const bool of_this_programme = review.programme() == inputs_.programme.name();
    if (of_this_programme && options.is_open(review)) {
      *problem.add_reviews() = OpenReview(review);
      if (options.with_incumbent && IsPlanned(review)) {
        *problem.mutable_incumbent()->add_reviews() = EntryOf(review);
      }
    } else if (of_this_programme && IsPlanned(review) && KeepsRules(review)) {
      *problem.add_reviews() = FixedReview(review);
    } else if (WeekOf(review)) {
      TakeTime(review, of_this_programme);
    }
  }

  v1::PlanningReview OpenReview(const v1::Review& review) const {
    v1::PlanningReview out;
    out.set_id(IdOf(review.name()));
    out.set_host(IdOf(review.host()));
    AddWeeks(review, out);
    *out.mutable_themes() = review.themes();
    *out.mutable_roles() = review.roles();
    out.set_team_min(review.team_min());
    out.set_team_max(review.team_max());
    if (const auto pinned = validation::ParseDay(review.pinned_week())) {
      out.set_pinned_week(WeekId(MondayOf(*pinned)));
    }
    for (const std::string& person : review.pinned_members()) out.add_pinned_members(IdOf(person));
    std::set<std::string> excluded;
    for (const std::string& person : review.excluded_members()) excluded.insert(IdOf(person));
    for (const v1::TeamMember& member : review.team()) {
      if (WasTurnedDown(member)) excluded.insert(IdOf(member.person()));
    }
    for (const std::string& person : excluded) out.add_excluded_members(person);
    return out;
  }

  void AddWeeks(const v1::Review& review, v1::PlanningReview& out) const {
    const v1::Authority* host = FindAuthority(inputs_, review.host());
    if (host == nullptr) return;
    for (const Week& week : weeks_) {
      if (!HostIsOpen(*host, week.monday)) continue;
      if (!VisitDays(inputs_.region, review.windows(), week.monday, review.days())) continue;
      out.add_weeks(week.id);
      const int64_t cost = CostOf(review, validation::FormatDay(week.monday)) +
                           CalendarCost(inputs_.programme, *host, week.monday);
      if (cost == 0) continue;
      auto* week_cost = out.add_week_costs();
      week_cost->set_week(week.id);
      week_cost->set_cost(cost);
    }
  }

  // Whether an agreed review keeps the rules by itself. Of the region, those look at its host and
  // at where its people are from.
  bool KeepsRules(const v1::Review& review) const {
    v1::ProgrammeProblem alone;
    *alone.mutable_weeks() = frame_.weeks();
    *alone.mutable_rules() = frame_.rules();
    *alone.add_reviews() = FixedReview(review);
    std::set<std::string> authorities = {IdOf(review.host())};
    for (const v1::TeamMember& member : review.team()) {
      if (!IsActive(member)) continue;
      const v1::Person* person = FindPerson(inputs_, member.person());
      if (person == nullptr) return false;
      auto* reviewer = alone.add_reviewers();
      *reviewer = Reviewer(*person);
      if (!reviewer->authority().empty()) authorities.insert(reviewer->authority());
    }
    for (const std::string& authority : authorities) alone.add_authorities()->set_id(authority);
    alone.mutable_travel_minutes()->Resize(alone.authorities_size() * alone.authorities_size(), 0);
    v1::ProgrammePlan plan;
    *plan.add_reviews() = EntryOf(review);
    return planning::CheckProgramme(alone, plan).violations.empty();
  }

  void TakeTime(const v1::Review& review, bool of_this_programme) {
    const v1::PlannedReview entry = EntryOf(review);
    for (const std::string& person : entry.members()) {
      taken_weeks_[person].insert(entry.week());
      if (of_this_programme) ++taken_places_[person];
    }
  }

  v1::PlanningReviewer Reviewer(const v1::Person& person) const {
    v1::PlanningReviewer out;
    out.set_id(IdOf(person.name()));
    if (!person.authority().empty()) out.set_authority(IdOf(person.authority()));
    out.set_role(person.role());
    *out.mutable_themes() = person.themes();
    out.set_can_lead(person.can_lead());
    out.set_reviews_done(person.reviews_done());
    const auto places = taken_places_.find(out.id());
    const int used = places == taken_places_.end() ? 0 : places->second;
    out.set_max_reviews(person.inactive() ? 0 : std::max(0, person.max_reviews() - used));
    AddAbsences(person, out);
    AddConflicts(person, out);
    return out;
  }

  void AddAbsences(const v1::Person& person, v1::PlanningReviewer& out) const {
    const auto taken = taken_weeks_.find(out.id());
    std::vector<Days> away;
    for (const v1::DateRange& dates : person.unavailable()) {
      if (const auto days = DaysOf(dates)) away.push_back(*days);
    }
    if (away.empty() && taken == taken_weeks_.end()) return;
    for (const Week& week : weeks_) {
      const bool is_away = std::any_of(
          away.begin(), away.end(), [&](const Days& days) { return Touches(days, week.monday); });
      const bool is_taken = taken != taken_weeks_.end() && taken->second.count(week.id) > 0;
      if (is_away || is_taken) out.add_unavailable_weeks(week.id);
    }
  }

  // Interests count as they stand on the programme's first day; the own authority is barred by rule
  // P5 already.
  void AddConflicts(const v1::Person& person, v1::PlanningReviewer& out) const {
    std::set<std::string> hosts;
    const auto start = validation::ParseDay(inputs_.programme.start_date());
    const auto declared = interests_.find(person.name());
    if (start && declared != interests_.end()) {
      for (const v1::Interest* interest : declared->second) {
        if (Bars(*interest, *start)) hosts.insert(interest->authority());
      }
    }
    const auto own = inputs_.lines.find(person.authority());
    if (own != inputs_.lines.end()) {
      hosts.insert(own->second.begin(), own->second.end());
    }
    for (const std::string& host : hosts) {
      if (FindAuthority(inputs_, host) != nullptr) out.add_conflicts(IdOf(host));
    }
  }

  const PlanningInputs& inputs_;
  std::vector<Week> weeks_;
  std::map<std::string, std::vector<const v1::Interest*>> interests_;  // by person
  v1::ProgrammeProblem frame_;  // weeks, authorities, travel, rules and weights
  // By reviews that are no part of the problem: weeks taken and places filled, by person.
  std::map<std::string, std::set<std::string>> taken_weeks_;
  std::map<std::string, int> taken_places_;
};

}  // namespace

v1::PlannedReview EntryOf(const v1::Review& review) {
  v1::PlannedReview entry;
  entry.set_review(IdOf(review.name()));
  if (const auto monday = WeekOf(review)) entry.set_week(WeekId(*monday));
  if (const v1::TeamMember* lead = LeadOf(review)) entry.set_lead(IdOf(lead->person()));
  for (const v1::TeamMember& member : review.team()) {
    if (IsActive(member)) entry.add_members(IdOf(member.person()));
  }
  return entry;
}

v1::ProgrammeProblem BuildProblem(const PlanningInputs& inputs, const ProblemOptions& options) {
  return ProblemBuilder(inputs).Build(options);
}

v1::ProgrammePlan FactsOf(const PlanningInputs& inputs, const v1::ProgrammeProblem& problem) {
  v1::ProgrammePlan plan;
  const std::string parent = inputs.region.name() + "/reviews/";
  for (const v1::PlanningReview& planned : problem.reviews()) {
    const v1::Review* review = FindReview(inputs, parent + planned.id());
    if (review != nullptr && IsPlanned(*review)) *plan.add_reviews() = EntryOf(*review);
  }
  return plan;
}

void Apply(const PlanningInputs& inputs, const v1::PlannedReview& entry, v1::Review& review) {
  for (const absl::CivilDay monday : WeeksOf(inputs.programme)) {
    if (WeekId(monday) != entry.week()) continue;
    const auto days = VisitDays(inputs.region, review.windows(), monday, review.days());
    if (!days) continue;
    review.set_start_date(days->start_date());
    review.set_end_date(days->end_date());
  }
  std::vector<Choice> chosen;
  std::map<std::string, v1::TeamMember::Duty> duties;  // of those who are there and do not lead
  for (const v1::TeamMember& member : review.team()) {
    if (IsActive(member) && member.duty() != v1::TeamMember::DUTY_LEAD) {
      duties[IdOf(member.person())] = member.duty();
    }
  }
  const std::string parent = inputs.region.name() + "/people/";
  const auto choose = [&](const std::string& id, v1::TeamMember::Duty duty) {
    if (const v1::Person* person = FindPerson(inputs, parent + id)) {
      chosen.push_back({*person, duty});
    }
  };
  choose(entry.lead(), v1::TeamMember::DUTY_LEAD);
  for (const std::string& member : entry.members()) {
    if (member == entry.lead()) continue;
    const auto kept = duties.find(member);
    choose(member, kept == duties.end() ? v1::TeamMember::DUTY_REVIEWER : kept->second);
  }
  SetTeam(chosen, review);
}

}  // namespace peerchallenge::scheduling

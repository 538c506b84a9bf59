#include "services/scheduling/explanation.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "services/scheduling/alternatives.h"
#include "services/scheduling/pinned_search.h"
#include "services/scheduling/plan_shares.h"
#include "services/scheduling/planning/programme.h"

namespace peerchallenge::scheduling {
namespace {

using Choice = v1::PlanExplanation::Choice;

bool HasMember(const v1::PlannedReview& entry, const std::string& person) {
  return std::find(entry.members().begin(), entry.members().end(), person) != entry.members().end();
}

// The better of two ways to the same thing: fewer rules broken, then less cost.
bool IsBetter(const Alternative& a, const Alternative& b) {
  return std::tuple(a.violations.size(), a.cost_change) <
         std::tuple(b.violations.size(), b.cost_change);
}

class Explainer {
 public:
  Explainer(const v1::ProgrammeProblem& problem, const v1::ProgrammePlan& plan,
            const v1::PlanningReview& review)
      : problem_(problem),
        plan_(plan),
        review_(review),
        judge_(problem, plan),
        entry_(judge_.EntryOf(review.id())) {}

  Choice Person(const v1::PlanningReviewer& person) const {
    const bool chosen = HasMember(entry_, person.id());
    const Alternative alternative =
        chosen ? judge_.With(Swap(entry_, person.id(), "")) : BestWith(person.id());
    return Describe(person.id(), chosen, alternative, chosen ? "Leaving out" : "Taking");
  }

  Choice Week(const std::string& week) const {
    v1::PlannedReview moved = entry_;
    moved.set_week(week);
    return Describe(week, entry_.week() == week, judge_.With(moved), "Moving to");
  }

  Choice Lead(const std::string& person) const {
    const bool chosen = entry_.lead() == person;
    std::optional<Alternative> best;
    for (v1::PlannedReview entry :
         HasMember(entry_, person) ? std::vector{entry_} : EntriesWith(person)) {
      entry.set_lead(person);
      Alternative alternative = judge_.With(entry);
      if (!best || IsBetter(alternative, *best)) best = std::move(alternative);
    }
    return Describe(person, chosen, *best, chosen ? "Keeping as the lead" : "Leading with");
  }

  // Solves anew with the one choice of the query, or without it where it is chosen.
  absl::Status Solve(const ExplanationQuery& query, const std::stop_token& stop,
                     Choice& choice) const {
    if (choice.chosen() && !query.lead.empty()) return absl::OkStatus();
    SearchSlot slot;
    if (absl::Status status = query.solve_in->Take(query.caller, slot); !status.ok()) return status;
    const auto solution = planning::SolveProgramme(Pinned(query, choice.chosen()),
                                                   PinnedSearchControl(query.deadline, stop));
    if (!solution.ok()) return absl::OkStatus();
    *choice.mutable_pinned() =
        ToPinnedSearch(*solution, solution->has_plan() ? &solution->plan() : nullptr,
                       {judge_.cost(), plan_.bound()});
    choice.set_message(choice.message() + PinnedText(choice.pinned()));
    return absl::OkStatus();
  }

 private:
  v1::ProgrammeProblem Pinned(const ExplanationQuery& query, bool chosen) const {
    v1::ProgrammeProblem problem = problem_;
    v1::PlanningReview& review =
        *std::find_if(problem.mutable_reviews()->begin(), problem.mutable_reviews()->end(),
                      [&](const v1::PlanningReview& other) { return other.id() == review_.id(); });
    if (!query.person.empty()) {
      *(chosen ? review.add_excluded_members() : review.add_pinned_members()) = query.person;
    } else if (!query.lead.empty()) {
      review.set_pinned_lead(query.lead);
    } else if (!chosen && review.pinned_week().empty()) {
      review.set_pinned_week(query.week);
    } else {
      // Without the week that is chosen; or, where another one is pinned, with nothing else.
      auto& weeks = *review.mutable_weeks();
      weeks.erase(
          std::remove_if(weeks.begin(), weeks.end(),
                         [&](const std::string& week) { return (week == query.week) == chosen; }),
          weeks.end());
    }
    return problem;
  }

  // The entry with a person who is not on the team: one more member where there is room, and in the
  // place of each.
  std::vector<v1::PlannedReview> EntriesWith(const std::string& person) const {
    std::vector<v1::PlannedReview> entries;
    if (entry_.members_size() < review_.team_max() || entry_.members().empty()) {
      entries.push_back(Swap(entry_, "", person));
    }
    for (const std::string& member : entry_.members()) {
      entries.push_back(Swap(entry_, member, person));
    }
    return entries;
  }

  Alternative BestWith(const std::string& person) const {
    std::optional<Alternative> best;
    for (const v1::PlannedReview& entry : EntriesWith(person)) {
      Alternative alternative = judge_.With(entry);
      if (!best || IsBetter(alternative, *best)) best = std::move(alternative);
    }
    return *std::move(best);
  }

  Choice Describe(const std::string& subject, bool chosen, const Alternative& alternative,
                  const std::string& verb) const {
    Choice choice;
    choice.set_review(review_.id());
    choice.set_subject(subject);
    choice.set_chosen(chosen);
    for (const planning::Violation& violation : alternative.violations) {
      auto* rule = choice.add_rules();
      rule->set_kind(violation.rule);
      rule->set_subject(violation.review);
      rule->set_detail(violation.rule);
      rule->set_message(violation.description);
    }
    if (!alternative.violations.empty()) {
      choice.set_message(absl::StrCat(
          verb, " ", subject, " breaks a rule: ", alternative.violations.front().description));
      return choice;
    }
    choice.set_cost_change(alternative.cost_change);
    *choice.mutable_cost_items_change() = alternative.cost_items_change;
    const int64_t change = alternative.cost_change;
    choice.set_message(change == 0
                           ? absl::StrCat(verb, " ", subject, " costs the same")
                           : absl::StrCat(verb, " ", subject, change > 0 ? " costs " : " saves ",
                                          change > 0 ? change : -change));
    return choice;
  }

  const v1::ProgrammeProblem& problem_;
  const v1::ProgrammePlan& plan_;
  const v1::PlanningReview& review_;
  const AlternativeJudge judge_;
  const v1::PlannedReview entry_;
};

template <typename Items>
auto FindById(const Items& items, const std::string& id) {
  return std::find_if(items.begin(), items.end(),
                      [&](const auto& item) { return item.id() == id; });
}

absl::Status Cancelled() {
  return errors::Make(errors::v1::ERROR_REASON_CANCELLED, "the call was cancelled");
}

absl::Status CheckQuery(const v1::ProgrammeProblem& problem, const ExplanationQuery& query) {
  validation::FieldChecks checks;
  const auto known = [&](const char* field, const std::string& id, const auto& list,
                         const char* wanted) {
    checks.That(id.empty() || FindById(list, id) != list.end(), field, id, wanted);
  };
  known("review", query.review, problem.reviews(), "the id of a review of this plan");
  known("person", query.person, problem.reviewers(), "the id of a person of this plan");
  known("week", query.week, problem.weeks(), "the id of a week of this plan");
  known("lead", query.lead, problem.reviewers(), "the id of a person of this plan");
  const int choices =
      (query.person.empty() ? 0 : 1) + (query.week.empty() ? 0 : 1) + (query.lead.empty() ? 0 : 1);
  checks.That(choices == 0 || !query.review.empty(), "review", query.review,
              "the review that the choice is about");
  checks.That(query.solve_in == nullptr || choices == 1, "solve", "true",
              "false, unless exactly one of person, week and lead is given");
  return checks.Result();
}

// Chosen, then possible by cost, then forbidden.
void Sort(std::vector<Choice>& choices) {
  std::stable_sort(choices.begin(), choices.end(), [](const Choice& a, const Choice& b) {
    return std::tuple(!a.chosen(), !a.rules().empty(), a.cost_change()) <
           std::tuple(!b.chosen(), !b.rules().empty(), b.cost_change());
  });
}

}  // namespace

absl::StatusOr<v1::PlanExplanation> Explain(const v1::ProgrammeProblem& problem,
                                            const v1::ProgrammePlan& plan,
                                            const ExplanationQuery& query,
                                            const std::stop_token& stop) {
  if (absl::Status status = CheckQuery(problem, query); !status.ok()) return status;
  v1::PlanExplanation explanation;
  for (v1::PlanExplanation::Share& share : SharesOf(problem, plan)) {
    *explanation.add_shares() = std::move(share);
  }
  if (query.review.empty()) return explanation;
  const Explainer explainer(problem, plan, *FindById(problem.reviews(), query.review));
  const bool all = query.person.empty() && query.week.empty() && query.lead.empty();
  std::vector<Choice> people;
  std::vector<Choice> weeks;
  for (const auto& week : problem.weeks()) {
    if (all || week.id() == query.week) weeks.push_back(explainer.Week(week.id()));
  }
  for (const auto& person : problem.reviewers()) {
    if (stop.stop_requested()) return Cancelled();
    if (all || person.id() == query.person) people.push_back(explainer.Person(person));
  }
  if (!query.lead.empty()) people.push_back(explainer.Lead(query.lead));
  if (query.solve_in != nullptr) {
    Choice& choice = people.empty() ? weeks.front() : people.front();
    if (absl::Status status = explainer.Solve(query, stop, choice); !status.ok()) return status;
  }
  if (stop.stop_requested()) return Cancelled();
  Sort(people);
  Sort(weeks);
  for (const Choice& choice : people) *explanation.add_choices() = choice;
  for (const Choice& choice : weeks) *explanation.add_choices() = choice;
  return explanation;
}

}  // namespace peerchallenge::scheduling

#include "services/scheduling/explanation.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "services/scheduling/alternatives.h"

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
      : review_(review), judge_(problem, plan), entry_(judge_.EntryOf(review.id())) {}

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

 private:
  Alternative BestWith(const std::string& person) const {
    std::optional<Alternative> best;
    if (entry_.members_size() < review_.team_max()) best = judge_.With(Swap(entry_, "", person));
    for (const std::string& member : entry_.members()) {
      Alternative swapped = judge_.With(Swap(entry_, member, person));
      if (!best || IsBetter(swapped, *best)) best = std::move(swapped);
    }
    return best ? *std::move(best) : judge_.With(Swap(entry_, "", person));
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

  const v1::PlanningReview& review_;
  const AlternativeJudge judge_;
  const v1::PlannedReview entry_;
};

template <typename Items>
auto FindById(const Items& items, const std::string& id) {
  return std::find_if(items.begin(), items.end(),
                      [&](const auto& item) { return item.id() == id; });
}

absl::Status CheckQuery(const v1::ProgrammeProblem& problem, const ExplanationQuery& query) {
  validation::FieldChecks checks;
  checks.That(FindById(problem.reviews(), query.review) != problem.reviews().end(), "review",
              query.review, "the id of a review of this plan");
  checks.That(query.person.empty() ||
                  FindById(problem.reviewers(), query.person) != problem.reviewers().end(),
              "person", query.person, "the id of a person of this plan");
  checks.That(query.week.empty() || FindById(problem.weeks(), query.week) != problem.weeks().end(),
              "week", query.week, "the id of a week of this plan");
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
  const Explainer explainer(problem, plan, *FindById(problem.reviews(), query.review));
  const bool all = query.person.empty() && query.week.empty();
  std::vector<Choice> people;
  std::vector<Choice> weeks;
  for (const auto& week : problem.weeks()) {
    if (all || week.id() == query.week) weeks.push_back(explainer.Week(week.id()));
  }
  for (const auto& person : problem.reviewers()) {
    if (stop.stop_requested()) {
      return errors::Make(errors::v1::ERROR_REASON_CANCELLED, "the call was cancelled");
    }
    if (all || person.id() == query.person) people.push_back(explainer.Person(person));
  }
  Sort(people);
  Sort(weeks);
  v1::PlanExplanation explanation;
  for (const Choice& choice : people) *explanation.add_choices() = choice;
  for (const Choice& choice : weeks) *explanation.add_choices() = choice;
  return explanation;
}

}  // namespace peerchallenge::scheduling

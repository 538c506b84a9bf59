#include "services/scheduling/alternatives.h"

#include <algorithm>
#include <utility>

namespace peerchallenge::scheduling {
namespace {

v1::ProgrammeCostItems Minus(const v1::ProgrammeCostItems& a, const v1::ProgrammeCostItems& b) {
  v1::ProgrammeCostItems difference;
  difference.set_week(a.week() - b.week());
  difference.set_theme(a.theme() - b.theme());
  difference.set_balance(a.balance() - b.balance());
  difference.set_travel(a.travel() - b.travel());
  difference.set_novice(a.novice() - b.novice());
  difference.set_spread(a.spread() - b.spread());
  difference.set_change(a.change() - b.change());
  return difference;
}

bool Same(const planning::Violation& a, const planning::Violation& b) {
  return a.rule == b.rule && a.review == b.review && a.description == b.description;
}

}  // namespace

AlternativeJudge::AlternativeJudge(const v1::ProgrammeProblem& problem, v1::ProgrammePlan plan)
    : problem_(problem), plan_(std::move(plan)), base_(planning::CheckProgramme(problem_, plan_)) {}

v1::PlannedReview AlternativeJudge::EntryOf(const std::string& review) const {
  for (const v1::PlannedReview& entry : plan_.reviews()) {
    if (entry.review() == review) return entry;
  }
  v1::PlannedReview none;
  none.set_review(review);
  return none;
}

Alternative AlternativeJudge::With(const v1::PlannedReview& entry) const {
  v1::ProgrammePlan changed = plan_;
  auto& entries = *changed.mutable_reviews();
  const auto place = std::find_if(entries.begin(), entries.end(), [&](const auto& other) {
    return other.review() == entry.review();
  });
  if (place != entries.end()) {
    *place = entry;
  } else {
    *entries.Add() = entry;
  }
  const planning::ProgrammeCheck check = planning::CheckProgramme(problem_, changed);
  Alternative alternative;
  for (const planning::Violation& violation : check.violations) {
    const bool before = std::any_of(base_.violations.begin(), base_.violations.end(),
                                    [&](const auto& old) { return Same(old, violation); });
    if (!before) alternative.violations.push_back(violation);
  }
  alternative.cost_change = check.cost - base_.cost;
  alternative.cost_items_change = Minus(check.cost_items, base_.cost_items);
  return alternative;
}

v1::PlannedReview Swap(v1::PlannedReview entry, const std::string& leaving,
                       const std::string& joining) {
  std::vector<std::string> members;
  for (const std::string& member : entry.members()) {
    if (member != leaving) members.push_back(member);
  }
  if (!joining.empty()) members.push_back(joining);
  entry.mutable_members()->Assign(members.begin(), members.end());
  if (!leaving.empty() && entry.lead() == leaving) entry.set_lead(joining);
  return entry;
}

}  // namespace peerchallenge::scheduling

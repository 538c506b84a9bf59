#include "services/recommendations/plans/action_plan_opening.h"

#include <algorithm>

#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/plan_progress.h"

namespace peerchallenge::recommendations {
namespace {

using absl::CivilDay;
using v1::PlanClock;

}  // namespace

OpenedPlan OpenPlan(const IssuedLetter& letter, const v1::FollowUpRules& rules,
                    const environment::WorkingDays& working_days) {
  OpenedPlan opened{.plan = {}, .responses = {}, .deadlines = {}, .rules = rules};
  v1::ActionPlan& plan = opened.plan;
  plan.set_name(PlanOfReview(validation::ParentOf(letter.name)));
  plan.set_host(letter.host);
  plan.set_state(v1::ActionPlan::STATE_OPEN);

  const auto add_clock = [&](PlanClock::Kind kind, CivilDay due) {
    PlanClock& clock = *plan.add_clocks();
    clock.set_kind(kind);
    clock.set_due_date(validation::FormatDay(due));
    opened.deadlines[kind] = DeadlineOn(due, rules, working_days);
  };
  const CivilDay issued = letter.issue_date;
  add_clock(PlanClock::KIND_SUBMISSION,
            working_days.After(issued, rules.submission_working_days()));
  const auto after_months = [&](int months) {
    return working_days.After(environment::AfterMonths(issued, months) - 1, 1);
  };
  add_clock(PlanClock::KIND_PUBLICATION, after_months(rules.publication_months()));
  add_clock(PlanClock::KIND_PROGRESS_REVIEW, after_months(rules.progress_review_months()));
  SetDay(plan, opened.deadlines, issued);

  std::vector<v1::Recommendation> ordered = letter.recommendations;
  std::sort(ordered.begin(), ordered.end(),
            [](const auto& a, const auto& b) { return a.number() < b.number(); });
  for (const v1::Recommendation& recommendation : ordered) {
    v1::RecommendationResponse& response = opened.responses.emplace_back();
    response.set_name(ResponseTo(recommendation.name()));
    response.set_recommendation(recommendation.name());
    response.set_number(recommendation.number());
    response.set_state(v1::RecommendationResponse::STATE_OPEN);
  }
  *plan.mutable_progress() = ProgressOf(opened.responses, {}, issued);
  return opened;
}

}  // namespace peerchallenge::recommendations

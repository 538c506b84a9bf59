#include "services/recommendations/plans/plan_steps.h"

#include <algorithm>
#include <initializer_list>

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "services/recommendations/plans/plan_clocks.h"

namespace peerchallenge::recommendations {
namespace {

using v1::Action;
using v1::ActionPlan;
using v1::RecommendationResponse;

absl::Status CheckState(const ActionPlan& plan, std::initializer_list<ActionPlan::State> states,
                        absl::string_view needed) {
  if (std::find(states.begin(), states.end(), plan.state()) != states.end()) {
    return absl::OkStatus();
  }
  const std::string state = ActionPlan::State_Name(plan.state());
  return errors::WrongState(plan.name(), absl::StripPrefix(state, "STATE_"), needed);
}

bool IsAccepted(const RecommendationResponse& response) {
  return response.decision() == RecommendationResponse::DECISION_ACCEPTED ||
         response.decision() == RecommendationResponse::DECISION_PARTLY_ACCEPTED;
}

bool IsServed(const std::string& recommendation, const std::vector<Action>& actions) {
  return std::any_of(actions.begin(), actions.end(), [&](const Action& action) {
    const auto& served = action.recommendations();
    return action.delivery() != Action::DELIVERY_DROPPED &&
           std::find(served.begin(), served.end(), recommendation) != served.end();
  });
}

}  // namespace

bool IsPublic(const ActionPlan& plan) {
  return plan.state() == ActionPlan::STATE_PUBLISHED || plan.state() == ActionPlan::STATE_CLOSED;
}

absl::Status CheckUnpublished(const ActionPlan& plan) {
  return CheckState(plan, {ActionPlan::STATE_OPEN, ActionPlan::STATE_SUBMITTED},
                    "OPEN or SUBMITTED");
}

absl::Status CheckNotClosed(const ActionPlan& plan) {
  return CheckState(
      plan, {ActionPlan::STATE_OPEN, ActionPlan::STATE_SUBMITTED, ActionPlan::STATE_PUBLISHED},
      "OPEN, SUBMITTED or PUBLISHED");
}

absl::Status CheckOpen(const ActionPlan& plan) {
  return CheckState(plan, {ActionPlan::STATE_OPEN}, "OPEN");
}

absl::Status CheckPublic(const ActionPlan& plan) {
  return CheckState(plan, {ActionPlan::STATE_PUBLISHED, ActionPlan::STATE_CLOSED},
                    "PUBLISHED or CLOSED");
}

absl::Status CheckComplete(const std::vector<RecommendationResponse>& responses,
                           const std::vector<Action>& actions) {
  std::vector<errors::RuleViolation> violations;
  for (const RecommendationResponse& response : responses) {
    if (response.decision() == RecommendationResponse::DECISION_UNSPECIFIED) {
      violations.push_back(
          {"PLAN_UNANSWERED", response.name(), "the recommendation has no response"});
    } else if (IsAccepted(response) && !IsServed(response.recommendation(), actions)) {
      violations.push_back(
          {"PLAN_NO_ACTION", response.name(), "the recommendation is accepted and has no action"});
    }
  }
  return violations.empty() ? absl::OkStatus() : errors::RulesBroken(violations);
}

absl::Status Submit(absl::CivilDay today, ActionPlan& plan) {
  if (absl::Status status = CheckOpen(plan); !status.ok()) return status;
  plan.set_state(ActionPlan::STATE_SUBMITTED);
  StopClock(plan, v1::PlanClock::KIND_SUBMISSION, today);
  return absl::OkStatus();
}

absl::Status Publish(absl::CivilDay today, ActionPlan& plan) {
  absl::Status status = CheckState(plan, {ActionPlan::STATE_SUBMITTED}, "SUBMITTED");
  if (!status.ok()) return status;
  plan.set_state(ActionPlan::STATE_PUBLISHED);
  StopClock(plan, v1::PlanClock::KIND_PUBLICATION, today);
  return absl::OkStatus();
}

void Respond(RecommendationResponse::Decision decision, const std::string& reason,
             RecommendationResponse& response) {
  response.set_decision(decision);
  response.set_reason(reason);
  response.set_state(decision == RecommendationResponse::DECISION_DECLINED
                         ? RecommendationResponse::STATE_CLOSED
                         : RecommendationResponse::STATE_OPEN);
}

}  // namespace peerchallenge::recommendations

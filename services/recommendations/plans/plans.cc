// The methods of ActionPlanService on plans.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/resources/change_log.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "services/recommendations/names.h"
#include "services/recommendations/plans/action_checks.h"
#include "services/recommendations/plans/action_plan_service.h"
#include "services/recommendations/plans/plan_filing.h"
#include "services/recommendations/plans/plan_handling.h"
#include "services/recommendations/plans/plan_steps.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::ActionPlan;
using validation::FieldChecks;

constexpr std::string_view kAuthorityName = "regions/*/authorities/#";

absl::Status CheckWhole(Transaction& tx, const Context& context, const ActionPlan& plan) {
  const auto responses = context.store.plans.ResponsesOf(tx, plan.name());
  if (!responses.ok()) return responses.status();
  const auto actions = context.store.plans.ActionsOf(tx, plan.name());
  if (!actions.ok()) return actions.status();
  return CheckComplete(*responses, *actions);
}

// Puts everything below a plan that becomes public into the change table, so that those who see it
// from now on are told of it.
absl::Status TellOfAll(Transaction& tx, const Context& context, const std::string& plan) {
  const PlanStore& store = context.store.plans;
  auto responses = store.ResponsesOf(tx, plan);
  if (!responses.ok()) return responses.status();
  auto actions = store.ActionsOf(tx, plan);
  if (!actions.ok()) return actions.status();
  absl::Status status;
  for (auto& response : *responses) status.Update(store.responses.Update(tx, response));
  for (auto& action : *actions) status.Update(store.actions.Update(tx, action));
  return status;
}

absl::StatusOr<ActionPlan> MakePublic(Transaction& tx, const Context& context, ActionPlan plan,
                                      const std::string& etag) {
  const auto before = resources::LastRevision(tx);
  if (!before.ok()) return before.status();
  auto published = FilePlan(tx, context, std::move(plan), etag);
  if (!published.ok()) return published;
  absl::Status status = TellOfAll(tx, context, published->name());
  if (!status.ok()) return status;
  const auto after = resources::LastRevision(tx);
  if (!after.ok()) return after.status();
  status = context.store.plans.SetPublication(tx, published->name(),
                                              {.after = *before, .until = *after});
  if (!status.ok()) return status;
  return published;
}

absl::Status CheckList(const v1::ListActionPlansRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (!request.host().empty()) {
    checks.NameBelow("host", request.host(), kAuthorityName, request.parent());
  }
  checks.Count("states", request.states_size(), ActionPlan::State_ARRAYSIZE);
  for (int i = 0; i < std::min<int>(request.states_size(), ActionPlan::State_ARRAYSIZE); ++i) {
    const auto state = request.states(i);
    checks.That(ActionPlan::State_IsValid(state) && state != ActionPlan::STATE_UNSPECIFIED,
                absl::StrCat("states[", i, "]"), absl::StrCat(state),
                "OPEN, SUBMITTED, PUBLISHED or CLOSED");
  }
  return checks.Result();
}

resources::ListQuery QueryOf(const rpc::Call& call, const v1::ListActionPlansRequest& request) {
  resources::ListQuery query = resources::QueryFor(call, request);
  query.parent = absl::StrCat(request.parent(), "/reviews");  // what plans lie right below
  if (!request.host().empty()) query.filters.push_back({"host", request.host()});
  if (request.overdue()) query.filters.push_back({"overdue", int64_t{1}});
  for (const int state : request.states()) absl::StrAppend(&query.bound_to, state, " ");
  return query;
}

}  // namespace

absl::StatusOr<ActionPlan> ActionPlanService::GetActionPlan(
    const rpc::Call& call, const v1::GetActionPlanRequest& request) {
  return ReadPlans<ActionPlan>(
      context_, call,
      [&](Transaction& tx, PlanRoles& roles, const Viewer&) -> absl::StatusOr<ActionPlan> {
        const auto plan = context_.store.plans.plans.Get(tx, request.name());
        if (!plan.ok()) return plan.status();
        const auto role = roles.Of(request.name());
        if (!role.ok()) return role.status();
        auto view = ViewOf(*role, *plan);
        if (!view) return errors::NotFound(request.name());
        return *std::move(view);
      });
}

absl::StatusOr<v1::ListActionPlansResponse> ActionPlanService::ListActionPlans(
    const rpc::Call& call, const v1::ListActionPlansRequest& request) {
  if (absl::Status status = CheckList(request); !status.ok()) return status;
  using Response = v1::ListActionPlansResponse;
  return ReadPlans<Response>(
      context_, call,
      [&](Transaction& tx, PlanRoles& roles, const Viewer& viewer) -> absl::StatusOr<Response> {
        absl::Status failed = CheckParent(tx, context_, viewer, call.permission, request.parent());
        if (!failed.ok()) return failed;
        const auto& states = request.states();
        const auto keep = [&](const ActionPlan& plan) {
          const auto role = roles.Of(plan.name());
          failed.Update(role.status());
          return role.ok() && ViewOf(*role, plan) &&
                 (states.empty() ||
                  std::find(states.begin(), states.end(), plan.state()) != states.end());
        };
        auto response = resources::ToResponse(
            context_.store.plans.plans.List(tx, QueryOf(call, request), keep),
            &Response::mutable_action_plans,
            [&](const ActionPlan& plan) { return *ViewOf(*roles.Of(plan.name()), plan); });
        if (!failed.ok()) return failed;
        return response;
      });
}

absl::StatusOr<ActionPlan> ActionPlanService::UpdateActionPlan(
    const rpc::Call& call, const v1::UpdateActionPlanRequest& request) {
  const ActionPlan& patch = request.action_plan();
  FieldChecks checks;
  checks.Text("action_plan.introduction", patch.introduction(), 0, kLongestIntroduction);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutatePlan<ActionPlan>(
      context_, call, request, patch.name(),
      [&](Transaction& tx, PlanRoles&, const FoundPlan& found) -> absl::StatusOr<ActionPlan> {
        if (found.plan.name() != patch.name()) return errors::NotFound(patch.name());
        if (absl::Status status = CheckUnpublished(found.plan); !status.ok()) return status;
        auto plan = resources::Patched(tx, context_.store.plans.plans, patch, request.update_mask(),
                                       {"host", "state", "clocks", "progress"});
        if (!plan.ok()) return plan;
        return FilePlan(tx, context_, *std::move(plan), patch.etag());
      });
}

absl::StatusOr<ActionPlan> ActionPlanService::SubmitActionPlan(
    const rpc::Call& call, const v1::SubmitActionPlanRequest& request) {
  return MutatePlan<ActionPlan>(
      context_, call, request, request.name(),
      [&](Transaction& tx, PlanRoles&, FoundPlan found) -> absl::StatusOr<ActionPlan> {
        if (found.plan.name() != request.name()) return errors::NotFound(request.name());
        absl::Status status = Submit(environment::Today(context_.clock), found.plan);
        if (status.ok()) status = CheckWhole(tx, context_, found.plan);
        if (!status.ok()) return status;
        return FilePlan(tx, context_, std::move(found.plan), request.etag());
      });
}

absl::StatusOr<ActionPlan> ActionPlanService::PublishActionPlan(
    const rpc::Call& call, const v1::PublishActionPlanRequest& request) {
  return MutatePlan<ActionPlan>(
      context_, call, request, request.name(),
      [&](Transaction& tx, PlanRoles&, FoundPlan found) -> absl::StatusOr<ActionPlan> {
        if (found.plan.name() != request.name()) return errors::NotFound(request.name());
        absl::Status status = Publish(environment::Today(context_.clock), found.plan);
        if (status.ok()) status = CheckWhole(tx, context_, found.plan);
        if (!status.ok()) return status;
        return MakePublic(tx, context_, std::move(found.plan), request.etag());
      });
}

}  // namespace peerchallenge::recommendations

// The methods of ActionPlanService on updates of actions.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "services/recommendations/plans/action_checks.h"
#include "services/recommendations/plans/action_plan_service.h"
#include "services/recommendations/plans/action_updates.h"
#include "services/recommendations/plans/earlier_actions.h"
#include "services/recommendations/plans/plan_filing.h"
#include "services/recommendations/plans/plan_handling.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/plan_steps.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Action;
using v1::ActionUpdate;
using validation::FieldChecks;

absl::Status CheckFree(Transaction& tx, const Context& context, const std::string& name) {
  const absl::Status taken = context.store.plans.updates.Get(tx, name).status();
  if (taken.ok()) return errors::Exists(name);
  return absl::IsNotFound(taken) ? absl::OkStatus() : taken;
}

}  // namespace

absl::StatusOr<Action> ActionPlanService::RecordActionUpdate(
    const rpc::Call& call, const v1::RecordActionUpdateRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kActionName);
  if (!request.action_update_id().empty()) {
    checks.Id("action_update_id", request.action_update_id());
  }
  CheckUpdate(request.action_update(), environment::Today(context_.clock), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::string id = request.action_update_id().empty()
                             ? environment::NewUuidV7(context_.clock, context_.random)
                             : request.action_update_id();
  return MutatePlan<Action>(
      context_, call, request, request.parent(),
      [&](Transaction& tx, PlanRoles& roles, const FoundPlan& found) -> absl::StatusOr<Action> {
        auto action = context_.store.plans.actions.Get(tx, request.parent());
        if (!action.ok()) return action;
        absl::Status status =
            CheckFree(tx, context_, absl::StrCat(request.parent(), "/updates/", id));
        if (status.ok()) status = CheckNotClosed(found.plan);
        ActionUpdate update = request.action_update();
        if (status.ok()) status = TakeUpdate(update, *action);
        if (!status.ok()) return status;
        update.set_author(call.caller.subject);
        status = FileUpdate(tx, context_, request.parent(), id, std::move(update));
        if (!status.ok()) return status;
        auto stored = FileAction(tx, context_, *std::move(action), "");
        if (!stored.ok()) return stored;
        if (status = Recount(tx, context_, found.plan.name()); !status.ok()) return status;
        return ViewOf(roles, *std::move(stored));
      });
}

absl::StatusOr<v1::ListActionUpdatesResponse> ActionPlanService::ListActionUpdates(
    const rpc::Call& call, const v1::ListActionUpdatesRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kActionName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::ListActionUpdatesResponse;
  return ReadPlan<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, PlanRoles&, const FoundPlan& found) -> absl::StatusOr<Response> {
        absl::Status there = context_.store.plans.actions.Get(tx, request.parent()).status();
        if (!there.ok()) return there;
        resources::ListQuery query = resources::QueryFor(call, request);
        query.order_by = "listed";
        return resources::ToResponse(context_.store.plans.updates.List(tx, query, resources::kAll),
                                     &Response::mutable_action_updates, [&](ActionUpdate update) {
                                       if (!found.role.of_host) update.clear_author();
                                       return update;
                                     });
      });
}

}  // namespace peerchallenge::recommendations

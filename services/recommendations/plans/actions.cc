// The methods of ActionPlanService on actions.
#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/names.h"
#include "services/recommendations/plans/action_checks.h"
#include "services/recommendations/plans/action_plan_service.h"
#include "services/recommendations/plans/action_updates.h"
#include "services/recommendations/plans/earlier_actions.h"
#include "services/recommendations/plans/plan_filing.h"
#include "services/recommendations/plans/plan_handling.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/plan_steps.h"
#include "services/recommendations/room.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Action;
using v1::ActionPlan;
using validation::FieldChecks;
using validation::RegionOf;

// More than any council carries out; keeps what is counted at each change small.
constexpr int kMostActions = 500;

constexpr absl::string_view kAllPlans = "/reviews/-/actionPlan";

absl::Status CheckServes(Transaction& tx, const Context& context, const Action& action) {
  for (const std::string& name : action.recommendations()) {
    const std::string response = ResponseTo(name);
    absl::Status there;
    if (PlanOf(response) != PlanOf(action.name())) {
      there = absl::NotFoundError("of another review");
    } else {
      there = context.store.plans.responses.Get(tx, response).status();
    }
    if (absl::IsNotFound(there)) {
      return errors::ReferenceBroken(
          name, absl::StrCat("'", name, "' is no recommendation of the letter that '",
                             PlanOf(action.name()), "' answers"));
    }
    if (!there.ok()) return there;
  }
  return absl::OkStatus();
}

// A change of an action of a public plan has a reason where it promises less.
absl::Status CheckReason(const ActionPlan& plan, const Action& before, const Action& after,
                         const std::string& reason) {
  if (!IsPublic(plan) || !LowersPromise(before, after) || !reason.empty()) {
    return absl::OkStatus();
  }
  return errors::InvalidField("reason", "nothing",
                              "why a published action is due later or measured otherwise");
}

// The action as the request changes it, if it may.
absl::StatusOr<Action> Changed(Transaction& tx, const Context& context, const ActionPlan& plan,
                               const Action& before, const v1::UpdateActionRequest& request) {
  absl::Status status = CheckNotClosed(plan);
  if (status.ok()) status = CheckNotDropped(before);
  if (!status.ok()) return status;
  auto after = resources::Patched(
      tx, context.store.plans.actions, request.action(), request.update_mask(),
      {"rag", "delivery", "effect", "overdue", "escalation", "evidence", "earlier_actions"});
  if (!after.ok()) return after;
  FieldChecks checks;
  CheckAction(*after, checks);
  checks.Text("reason", request.reason(), 0, kLongestChangeReason);
  status = checks.Result();
  if (status.ok()) status = CheckServes(tx, context, *after);
  if (status.ok()) status = CheckReason(plan, before, *after, request.reason());
  if (!status.ok()) return status;
  KeepProgress(before, *after);
  return after;
}

bool IsOfRegion(const v1::ListActionsRequest& request) {
  return absl::EndsWith(request.parent(), kAllPlans);
}

absl::Status CheckList(const v1::ListActionsRequest& request) {
  FieldChecks checks;
  const std::string region = RegionOf(request.parent());
  checks.That(validation::MatchName(request.parent(), kPlanName).has_value() ||
                  request.parent() == absl::StrCat(region, kAllPlans),
              "parent", request.parent(),
              "the name of a plan, or regions/{region}/reviews/-/actionPlan");
  if (!request.recommendation().empty()) {
    checks.Name("recommendation", request.recommendation(), kRecommendationName);
  }
  checks.That(Action::Rag_IsValid(request.rag()), "rag", absl::StrCat(request.rag()),
              "RED, AMBER, GREEN or nothing");
  checks.OptionalDay("due_by_date", request.due_by_date());
  return checks.Result();
}

resources::ListQuery QueryOf(const rpc::Call& call, const v1::ListActionsRequest& request) {
  resources::ListQuery query = resources::QueryFor(call, request);
  query.order_by = "listed";
  if (IsOfRegion(request)) {
    query.parent = RegionOf(request.parent());
    query.parent_column = "region";
  }
  if (request.overdue()) query.filters.push_back({"overdue", int64_t{1}});
  if (const auto last = validation::ParseDay(request.due_by_date())) {
    // What is listed begins with the due date.
    query.filters.push_back({"listed", validation::FormatDay(*last + 1), resources::Match::kBelow});
  }
  query.bound_to = absl::StrCat(request.recommendation(), " ", request.rag());
  return query;
}

bool Matches(const Action& action, const v1::ListActionsRequest& request) {
  const auto& served = action.recommendations();
  const std::string& wanted = request.recommendation();
  return (request.rag() == Action::RAG_UNSPECIFIED || action.rag() == request.rag()) &&
         (wanted.empty() || std::find(served.begin(), served.end(), wanted) != served.end());
}

}  // namespace

absl::StatusOr<Action> ActionPlanService::CreateAction(const rpc::Call& call,
                                                       const v1::CreateActionRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kPlanName);
  if (!request.action_id().empty()) checks.Id("action_id", request.action_id());
  CheckAction(request.action(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::string id = request.action_id().empty()
                             ? environment::NewUuidV7(context_.clock, context_.random)
                             : request.action_id();
  return MutatePlan<Action>(
      context_, call, request, request.parent(),
      [&](Transaction& tx, PlanRoles& roles, const FoundPlan& found) -> absl::StatusOr<Action> {
        Action action = request.action();
        action.set_name(absl::StrCat(request.parent(), "/actions/", id));
        Begin(action);
        absl::Status status = CheckNotClosed(found.plan);
        if (status.ok()) status = CheckServes(tx, context_, action);
        if (status.ok()) {
          status = CheckRoomBelow(tx, context_.store.plans.actions, request.parent(), kMostActions,
                                  "actions");
        }
        if (!status.ok()) return status;
        auto stored = FileNewAction(tx, context_, std::move(action));
        if (!stored.ok()) return stored;
        if (status = Recount(tx, context_, request.parent()); !status.ok()) return status;
        return ViewOf(roles, *std::move(stored));
      });
}

absl::StatusOr<Action> ActionPlanService::GetAction(const rpc::Call& call,
                                                    const v1::GetActionRequest& request) {
  return ReadPlan<Action>(
      context_, call, request.name(),
      [&](Transaction& tx, PlanRoles& roles, const FoundPlan&) -> absl::StatusOr<Action> {
        auto action = context_.store.plans.actions.Get(tx, request.name());
        if (!action.ok()) return action;
        return ViewOf(roles, *std::move(action));
      });
}

absl::StatusOr<v1::ListActionsResponse> ActionPlanService::ListActions(
    const rpc::Call& call, const v1::ListActionsRequest& request) {
  if (absl::Status status = CheckList(request); !status.ok()) return status;
  using Response = v1::ListActionsResponse;
  return ReadPlans<Response>(
      context_, call,
      [&](Transaction& tx, PlanRoles& roles, const Viewer& viewer) -> absl::StatusOr<Response> {
        absl::Status failed =
            IsOfRegion(request)
                ? CheckParent(tx, context_, viewer, call.permission, RegionOf(request.parent()))
                : FindPlan(tx, context_, roles, call.permission, request.parent()).status();
        if (!failed.ok()) return failed;
        const auto keep = [&](const Action& action) {
          const auto sees = roles.See(action.name());
          failed.Update(sees.status());
          return sees.ok() && *sees && Matches(action, request);
        };
        const auto view = [&](const Action& action) {
          auto shown = ViewOf(roles, action);
          failed.Update(shown.status());
          return shown.ok() ? *std::move(shown) : Action();
        };
        auto response = resources::ToResponse(
            context_.store.plans.actions.List(tx, QueryOf(call, request), keep),
            &Response::mutable_actions, view);
        if (!failed.ok()) return failed;
        return response;
      });
}

absl::StatusOr<Action> ActionPlanService::UpdateAction(const rpc::Call& call,
                                                       const v1::UpdateActionRequest& request) {
  const Action& patch = request.action();
  const std::string update_id = environment::NewUuidV7(context_.clock, context_.random);
  return MutatePlan<Action>(
      context_, call, request, patch.name(),
      [&](Transaction& tx, PlanRoles& roles, const FoundPlan& found) -> absl::StatusOr<Action> {
        const auto before = context_.store.plans.actions.Get(tx, patch.name());
        if (!before.ok()) return before.status();
        auto after = Changed(tx, context_, found.plan, *before, request);
        if (!after.ok()) return after;
        auto stored = FileChangedAction(tx, context_, *std::move(after), patch.etag());
        if (!stored.ok()) return stored;
        absl::Status status;
        auto update = UpdateOf(*before, *stored, request.reason());
        if (IsPublic(found.plan) && update) {
          update->set_author(call.caller.subject);
          status = FileUpdate(tx, context_, patch.name(), update_id, *update);
        }
        if (status.ok()) status = Recount(tx, context_, found.plan.name());
        if (!status.ok()) return status;
        return ViewOf(roles, *std::move(stored));
      });
}

absl::StatusOr<Action> ActionPlanService::DeleteAction(const rpc::Call& call,
                                                       const v1::DeleteActionRequest& request) {
  return MutatePlan<Action>(
      context_, call, request, request.name(),
      [&](Transaction& tx, PlanRoles& roles, const FoundPlan& found) -> absl::StatusOr<Action> {
        const auto& table = context_.store.plans.actions;
        auto action = table.Get(tx, request.name());
        if (!action.ok()) return action;
        absl::Status status = CheckOpen(found.plan);
        if (status.ok()) status = table.Delete(tx, request.name(), request.etag());
        if (status.ok()) status = context_.store.plans.ForgetAction(tx, request.name());
        if (status.ok()) status = Recount(tx, context_, found.plan.name());
        if (!status.ok()) return status;
        return ViewOf(roles, *std::move(action));
      });
}

}  // namespace peerchallenge::recommendations

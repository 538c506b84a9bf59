// Plans of programmes: started, watched, cancelled, adopted, explained.

#include <string>
#include <utility>

#include "common/changes/run_stream.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/scheduling/explanation.h"
#include "services/scheduling/life_cycle.h"
#include "services/scheduling/names.h"
#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning_checks.h"
#include "services/scheduling/programme_checks.h"
#include "services/scheduling/programme_problem.h"
#include "services/scheduling/programme_service.h"
#include "services/scheduling/search_cancel.h"
#include "services/scheduling/search_runs.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;
using validation::FieldChecks;
using validation::ParentOf;

bool MayPlan(const Viewer& viewer, const std::string& name) {
  return HoldsInRegion(viewer, permissions::PERMISSION_PLAN_WORK, name);
}

absl::StatusOr<v1::Plan> FindPlan(storage::Transaction& tx, const Store& store,
                                  const Viewer& viewer, const std::string& name) {
  if (!MayPlan(viewer, name)) return errors::NotFound(name);
  return store.plans.Get(tx, name);
}

absl::StatusOr<v1::Plan> FindSolved(storage::Transaction& tx, const Store& store,
                                    const Viewer& viewer, const std::string& name) {
  auto plan = FindPlan(tx, store, viewer, name);
  if (plan.ok() && !plan->solution().has_plan()) {
    return errors::WrongState(name, v1::Plan::State_Name(plan->state()).substr(6),
                              "a plan with a solution");
  }
  return plan;
}

// What plans are made of. Unannounced visits stay out even where the caller sees them: plans are
// read by all of the programme office, and what is adopted by everybody.
absl::StatusOr<PlanningInputs> LoadForPlan(storage::Transaction& tx, const Store& store,
                                           const std::string& programme) {
  return LoadPlanningInputs(tx, store, programme,
                            [](const v1::Review& review) { return !IsHidden(review); });
}

bool HasOpenReview(const PlanningInputs& inputs) {
  for (const v1::Review& review : inputs.reviews) {
    if (review.programme() == inputs.programme.name() && IsBeingPlanned(review)) return true;
  }
  return false;
}

// Gives the plan's open reviews their weeks and teams.
absl::Status ApplyPlan(const Context& context, storage::Transaction& tx,
                       const PlanningInputs& inputs, const v1::ProgrammePlan& plan) {
  for (const v1::PlannedReview& entry : plan.reviews()) {
    const v1::Review* stored =
        FindReview(inputs, inputs.region.name() + "/reviews/" + entry.review());
    if (stored == nullptr || !IsBeingPlanned(*stored)) continue;
    v1::Review review = *stored;
    Apply(inputs, entry, review);
    resources::SetUpdateTime(context.clock, review);
    if (absl::Status status = context.store.reviews.Update(tx, review); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Plan> ProgrammeService::StartPlan(const rpc::Call& call,
                                                     const v1::StartPlanRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kProgrammeName);
  if (!request.plan_id().empty()) checks.Id("plan_id", request.plan_id());
  CheckOptions(request.options(), "options", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  SearchSlot slot;
  auto started = Mutate<v1::Plan>(
      context_, call, request,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Plan> {
        if (!MayPlan(viewer, request.parent())) return errors::NotFound(request.parent());
        auto inputs = LoadForPlan(tx, context_.store, request.parent());
        if (!inputs.ok()) return inputs.status();
        if (!HasOpenReview(*inputs)) {
          return errors::WrongState(request.parent(), "without a review to plan",
                                    "a review that is PROPOSED or SCOPED");
        }
        if (absl::Status status = slots_.Take(call.caller.subject, slot); !status.ok())
          return status;
        v1::Plan plan;
        plan.set_name(request.parent() + "/plans/" +
                      (request.plan_id().empty()
                           ? environment::NewUuidV7(context_.clock, context_.random)
                           : request.plan_id()));
        plan.set_state(v1::Plan::STATE_RUNNING);
        *plan.mutable_options() = request.options();
        FillDefaults(*plan.mutable_options());
        resources::SetCreateTime(context_.clock, plan);
        if (absl::Status status = context_.store.plans.Insert(tx, plan); !status.ok()) {
          return status;
        }
        const v1::ProgrammeProblem problem = BuildProblem(
            *inputs, {.is_open = IsBeingPlanned, .with_incumbent = !request.ignore_incumbent()});
        if (absl::Status status = runner_.Begin(tx, plan.name(), problem); !status.ok()) {
          return status;
        }
        return plan;
      });
  if (started.ok()) runner_.Start(started->name(), std::move(slot));
  return started;
}

absl::StatusOr<v1::Plan> ProgrammeService::GetPlan(const rpc::Call& call,
                                                   const v1::GetPlanRequest& request) {
  return Read<v1::Plan>(context_, call, [&](storage::Transaction& tx, const Viewer& viewer) {
    return FindPlan(tx, context_.store, viewer, request.name());
  });
}

absl::StatusOr<v1::ListPlansResponse> ProgrammeService::ListPlans(
    const rpc::Call& call, const v1::ListPlansRequest& request) {
  using Response = v1::ListPlansResponse;
  return Read<Response>(
      context_, call,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Response> {
        if (!MayPlan(viewer, request.parent())) return errors::NotFound(request.parent());
        return ToResponse(
            context_.store.plans.List(tx, resources::QueryFor(call, request), resources::kAll),
            &Response::mutable_plans);
      });
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> ProgrammeService::WatchPlan(
    const rpc::Call& call, const v1::WatchPlanRequest& request) {
  const auto may = [context = context_, caller = call.caller, name = request.name()] {
    auto viewer = ViewerNow(context, caller);
    if (!viewer.ok()) return viewer.status();
    return MayPlan(*viewer, name) ? absl::OkStatus() : errors::NotFound(name);
  };
  return changes::WatchRun<v1::Plan>(feed_, request.name(), may, [&] {
    v1::GetPlanRequest get;
    get.set_name(request.name());
    return GetPlan(call, get);
  });
}

absl::StatusOr<v1::Plan> ProgrammeService::CancelPlan(const rpc::Call& call,
                                                      const v1::CancelPlanRequest& request) {
  return CancelSearch<v1::Plan>(context_, call, runner_, request,
                                [&](storage::Transaction& tx, const Viewer& viewer) {
                                  return FindPlan(tx, context_.store, viewer, request.name());
                                });
}

absl::StatusOr<v1::Plan> ProgrammeService::AdoptPlan(const rpc::Call& call,
                                                     const v1::AdoptPlanRequest& request) {
  return Mutate<v1::Plan>(
      context_, call, request,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Plan> {
        auto plan = FindSolved(tx, context_.store, viewer, request.name());
        if (!plan.ok()) return plan;
        auto inputs = LoadForPlan(tx, context_.store, ParentOf(plan->name()));
        if (!inputs.ok()) return inputs.status();
        const v1::ProgrammeProblem problem =
            BuildProblem(*inputs, {.is_open = IsBeingPlanned, .with_incumbent = false});
        const v1::ProgrammePlan& solved = plan->solution().plan();
        if (absl::Status status = ToStatus(planning::CheckProgramme(problem, solved).violations,
                                           inputs->region.name());
            !status.ok()) {
          return status;
        }
        if (absl::Status status = ApplyPlan(context_, tx, *inputs, solved); !status.ok()) {
          return status;
        }
        inputs->programme.set_adopted_plan(plan->name());
        resources::SetUpdateTime(context_.clock, inputs->programme);
        if (absl::Status status = context_.store.programmes.Update(tx, inputs->programme);
            !status.ok()) {
          return status;
        }
        resources::SetUpdateTime(context_.clock, *plan);
        *plan->mutable_adopt_time() = plan->update_time();
        if (absl::Status status = context_.store.plans.Update(tx, *plan, request.etag());
            !status.ok()) {
          return status;
        }
        return plan;
      });
}

absl::StatusOr<v1::PlanExplanation> ProgrammeService::ExplainPlan(
    const rpc::Call& call, const v1::ExplainPlanRequest& request) {
  v1::ProgrammeProblem problem;
  auto plan = Read<v1::Plan>(
      context_, call,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<v1::Plan> {
        auto solved = FindSolved(tx, context_.store, viewer, request.name());
        if (!solved.ok()) return solved;
        absl::Status loaded = LoadProblem(tx, request.name(), problem);
        if (!loaded.ok()) return loaded;
        return solved;
      });
  if (!plan.ok()) return plan.status();
  auto explanation = Explain(problem, plan->solution().plan(),
                             {.review = request.review(),
                              .person = request.person(),
                              .week = request.week(),
                              .lead = request.lead(),
                              .solve_in = request.solve() ? &slots_ : nullptr,
                              .caller = call.caller.subject,
                              .deadline = call.deadline},
                             call.cancelled);
  if (explanation.ok()) explanation->set_plan(request.name());
  return explanation;
}

}  // namespace peerchallenge::scheduling

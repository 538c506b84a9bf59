#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resources/idempotency.h"
#include "common/rpc/call.h"
#include "common/storage/database.h"
#include "services/recommendations/context.h"
#include "services/recommendations/plans/day_clerk.h"
#include "services/recommendations/plans/plan_sight.h"

// How the methods of ActionPlanService answer: what they read is as of today, and a plan out of the
// caller's reach is missing.
namespace peerchallenge::recommendations {

// A plan that a call reaches, and what the caller is to it.
struct FoundPlan {
  v1::ActionPlan plan;
  PlanRole role;
};

// The plan that `name` is or lies below, where the call's permission reaches it; otherwise
// RESOURCE_NOT_FOUND under that name.
absl::StatusOr<FoundPlan> FindPlan(storage::Transaction& tx, const Context& context,
                                   PlanRoles& roles, access::Permission permission,
                                   const std::string& name);

// Answers a call that reads of any plans, from one state of the database in which no day is
// pending: `act(tx, roles, viewer)` returns absl::StatusOr<Reply>.
template <typename Reply, typename Act>
absl::StatusOr<Reply> ReadPlans(const Context& context, const rpc::Call& call, Act act) {
  absl::StatusOr<Reply> reply = Reply();
  bool pending = true;
  while (pending) {
    absl::Status status =
        context.database.Read(call.deadline, [&](storage::Transaction& tx) -> absl::Status {
          const auto viewer = IdentifyViewer(tx, context, call.caller);
          if (!viewer.ok()) return viewer.status();
          const auto is_pending = IsDayPending(tx, context);
          if (!is_pending.ok()) return is_pending.status();
          pending = *is_pending;
          if (pending) return absl::OkStatus();
          PlanRoles roles(tx, context, *viewer);
          reply = act(tx, roles, *viewer);
          return reply.status();
        });
    if (status.ok() && pending) status = WorkOffDays(context, call.deadline);
    if (!status.ok()) return status;
  }
  return reply;
}

// The same of one plan: `act(tx, roles, found)`.
template <typename Reply, typename Act>
absl::StatusOr<Reply> ReadPlan(const Context& context, const rpc::Call& call,
                               const std::string& name, Act act) {
  return ReadPlans<Reply>(
      context, call,
      [&](storage::Transaction& tx, PlanRoles& roles, const Viewer&) -> absl::StatusOr<Reply> {
        const auto found = FindPlan(tx, context, roles, call.permission, name);
        if (!found.ok()) return found.status();
        return act(tx, roles, *found);
      });
}

// Answers a call that changes something of one plan, once per `request_id`: `act(tx, roles,
// found)`. A kept reply goes to whoever could still make the call.
template <typename Reply, typename Request, typename Act>
absl::StatusOr<Reply> MutatePlan(const Context& context, const rpc::Call& call,
                                 const Request& request, const std::string& name, Act act) {
  absl::StatusOr<Reply> reply = Reply();
  const auto answer = [&](storage::Transaction& tx) -> absl::StatusOr<Reply> {
    const auto viewer = IdentifyViewer(tx, context, call.caller);
    if (!viewer.ok()) return viewer.status();
    PlanRoles roles(tx, context, *viewer);
    auto found = FindPlan(tx, context, roles, call.permission, name);
    if (!found.ok()) return found.status();
    return resources::Once<Reply>(
        tx, {call.caller.subject, call.method, request.request_id()}, request, context.clock,
        [](const Reply&) { return absl::OkStatus(); },
        [&] { return act(tx, roles, *std::move(found)); });
  };
  absl::Status status = context.database.Write(call.deadline, [&](storage::Transaction& tx) {
    reply = answer(tx);
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

}  // namespace peerchallenge::recommendations

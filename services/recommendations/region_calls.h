#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/roles.h"
#include "services/recommendations/context.h"

// How handlers answer a call about something of a region that lies below no review: in one
// transaction, which begins with whether the caller reaches it.
namespace peerchallenge::recommendations {

// OK where the region that `name` is or lies in is there and the caller may use the permission on
// all of it; otherwise RESOURCE_NOT_FOUND under that name.
absl::Status CheckRegionReached(storage::Transaction& tx, const Context& context,
                                const Viewer& viewer, access::Permission permission,
                                const std::string& name);

// What CheckRegionReached() says of a call about `name`.
inline auto InRegion(const Context& context, const rpc::Call& call, const std::string& name) {
  return [&context, &call, &name](storage::Transaction& tx, const Viewer& viewer) {
    return CheckRegionReached(tx, context, viewer, call.permission, name);
  };
}

// What both of the following do inside their transaction.
template <typename Reply, typename Reach, typename Act>
absl::StatusOr<Reply> AnswerReached(storage::Transaction& tx, const Context& context,
                                    const rpc::Call& call, Reach reach, Act act) {
  const auto viewer = IdentifyViewer(tx, context, call.caller);
  if (!viewer.ok()) return viewer.status();
  if (absl::Status reached = reach(tx, *viewer); !reached.ok()) return reached;
  return act(tx, *viewer);
}

// Answers a call that only reads: `reach(tx, viewer)` gives an absl::Status, `act(tx, viewer)`
// absl::StatusOr<Reply>.
template <typename Reply, typename Reach, typename Act>
absl::StatusOr<Reply> ReadReached(const Context& context, const rpc::Call& call, Reach reach,
                                  Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Read(call.deadline, [&](storage::Transaction& tx) {
    reply = AnswerReached<Reply>(tx, context, call, reach, act);
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

// The same of a call that writes, once per `request_id`. A kept reply goes to whoever could still
// make the call.
template <typename Reply, typename Request, typename Reach, typename Act>
absl::StatusOr<Reply> MutateReached(const Context& context, const rpc::Call& call,
                                    const Request& request, Reach reach, Act act) {
  absl::StatusOr<Reply> reply = Reply();
  const auto once = [&](storage::Transaction& tx, const Viewer& viewer) {
    return resources::Once<Reply>(
        tx, {call.caller.subject, call.method, request.request_id()}, request, context.clock,
        [](const Reply&) { return absl::OkStatus(); }, [&] { return act(tx, viewer); });
  };
  absl::Status status = context.database.Write(call.deadline, [&](storage::Transaction& tx) {
    reply = AnswerReached<Reply>(tx, context, call, reach, once);
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

}  // namespace peerchallenge::recommendations

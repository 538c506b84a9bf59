#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/resources/idempotency.h"
#include "common/resources/stamped.h"
#include "common/rpc/call.h"
#include "common/storage/database.h"
#include "services/scheduling/replays.h"
#include "services/scheduling/store.h"
#include "services/scheduling/visibility.h"

namespace peerchallenge::scheduling {

// What every service of scheduling works with; all of it outlives them.
struct Context {
  storage::Database& database;
  const Store& store;
  const environment::Clock& clock;
  environment::RandomSource& random;
};

// Answers a reading call from one state of the database: `act(tx, viewer)` returns
// absl::StatusOr<Reply>.
template <typename Reply, typename Act>
absl::StatusOr<Reply> Read(const Context& context, const rpc::Call& call, Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Read(call.deadline, [&](storage::Transaction& tx) {
    absl::StatusOr<Viewer> viewer = IdentifyViewer(tx, context.store, call.caller);
    reply = viewer.ok() ? act(tx, *viewer) : absl::StatusOr<Reply>(viewer.status());
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

// The caller of a stream as of now: its stored grants and its person, read anew.
absl::StatusOr<Viewer> ViewerNow(const Context& context, const access::Caller& caller);

// Answers a changing call in one transaction, and once per `request_id`: `act(tx, viewer)` returns
// absl::StatusOr<Reply>; it may run more than once, so it changes nothing but the transaction. A
// reply is given again to those only who could still make the call (replays.h).
template <typename Reply, typename Request, typename Act>
absl::StatusOr<Reply> Mutate(const Context& context, const rpc::Call& call, const Request& request,
                             Act act) {
  absl::StatusOr<Reply> reply = Reply();
  const resources::MutationKey key{call.caller.subject, call.method, request.request_id()};
  absl::Status status = context.database.Write(call.deadline, [&](storage::Transaction& tx) {
    resources::AnnounceReply(tx, key, context.clock);
    absl::StatusOr<Viewer> viewer = IdentifyViewer(tx, context.store, call.caller);
    if (!viewer.ok()) return viewer.status();
    reply = resources::Once<Reply>(
        tx, key, request, context.clock,
        [&](const Reply& kept) {
          return MayRepeat(tx, context.store, *viewer, call.permission, kept);
        },
        [&] { return act(tx, *viewer); });
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

}  // namespace peerchallenge::scheduling

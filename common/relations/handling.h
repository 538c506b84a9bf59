#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/environment/london.h"
#include "common/relations/relations.h"
#include "common/relations/standing.h"
#include "common/resources/idempotency.h"
#include "common/rpc/call.h"
#include "common/storage/database.h"
#include "common/validation/resource_name.h"

// How handlers answer a call about something below a review: in one transaction, which begins with
// how the caller stands to the review. A Context has `database`, `relations` and `clock`.
namespace peerchallenge::relations {

// Who is calling, while the copy of the relations is fresh; DEPENDENCY_UNAVAILABLE otherwise.
template <typename Context>
absl::StatusOr<Viewer> IdentifyViewer(storage::Transaction& tx, const Context& context,
                                      const access::Caller& caller) {
  if (absl::Status fresh = context.relations.CheckFresh(tx); !fresh.ok()) return fresh;
  return IdentifyViewer(tx, context.relations, caller);
}

// How the caller of `call` stands to the review that `name` lies below, where the call's permission
// reaches it; otherwise RESOURCE_NOT_FOUND under that name.
template <typename Context>
absl::StatusOr<Standing> FindStanding(storage::Transaction& tx, const Context& context,
                                      const rpc::Call& call, const std::string& name) {
  absl::StatusOr<Viewer> viewer = IdentifyViewer(tx, context, call.caller);
  if (!viewer.ok()) return viewer.status();
  return FindStanding(tx, context.relations, *viewer, call.permission, name);
}

// What the standing of a caller follows from, beside what is stored: as text that no two share.
template <typename Context>
std::string StandingKey(const Context& context, const rpc::Call& call, const std::string& name) {
  const access::Caller& caller = call.caller;
  std::string key = absl::StrCat("standing ", validation::ReviewOf(name), "\n", call.permission,
                                 " ", absl::FormatCivilTime(environment::Today(context.clock)), " ",
                                 absl::ToUnixMicros(caller.expires), " ", caller.stored_grants,
                                 "\n", caller.subject.size(), " ", caller.subject);
  for (const access::Grant& grant : caller.grants) {
    absl::StrAppend(&key, "\n", grant.role, " ", grant.acts_as, " ", grant.may_write, " ",
                    grant.region, "\n", grant.authority);
  }
  return key;
}

// The same, as it was found for an earlier call while nothing of it has changed.
template <typename Context>
absl::StatusOr<std::shared_ptr<const Standing>> RecallStanding(storage::Transaction& tx,
                                                               const Context& context,
                                                               const rpc::Call& call,
                                                               const std::string& name) {
  if (absl::Status fresh = context.relations.CheckFresh(tx); !fresh.ok()) return fresh;
  return storage::Recall<Standing>(
      tx, StandingKey(context, call, name), [&]() -> absl::StatusOr<Standing> {
        absl::StatusOr<Viewer> viewer = IdentifyViewer(tx, context.relations, call.caller);
        if (!viewer.ok()) return viewer.status();
        return FindStanding(tx, context.relations, *viewer, call.permission, name);
      });
}

// Answers a call that reads something of the review that `name` lies below, from one state of the
// database: `act(tx, standing)` returns absl::StatusOr<Reply>.
template <typename Reply, typename Context, typename Act>
absl::StatusOr<Reply> Read(const Context& context, const rpc::Call& call, const std::string& name,
                           Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Read(call.deadline, [&](storage::Transaction& tx) {
    absl::StatusOr<Standing> standing = FindStanding(tx, context, call, name);
    reply = standing.ok() ? act(tx, *standing) : absl::StatusOr<Reply>(standing.status());
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

// The same in a transaction that writes. `act` may run more than once, so it changes nothing but
// the transaction.
template <typename Reply, typename Context, typename Act>
absl::StatusOr<Reply> Write(const Context& context, const rpc::Call& call, const std::string& name,
                            Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Write(call.deadline, [&](storage::Transaction& tx) {
    const auto standing = RecallStanding(tx, context, call, name);
    reply = standing.ok() ? act(tx, **standing) : absl::StatusOr<Reply>(standing.status());
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

// For replies that whoever could still make the call may have again.
struct ToAllWhoCouldCall {
  template <typename Reply>
  absl::Status operator()(storage::Transaction&, const Standing&, const Reply&) const {
    return absl::OkStatus();
  }
};

// The same, once per `request_id`. A kept reply goes to whoever could still make the call, unless
// `again(tx, standing, reply)` returns an absl::Status that says no.
template <typename Reply, typename Context, typename Request, typename Act,
          typename Again = ToAllWhoCouldCall>
absl::StatusOr<Reply> Mutate(const Context& context, const rpc::Call& call, const Request& request,
                             const std::string& name, Act act, Again again = {}) {
  return Write<Reply>(
      context, call, name,
      [&](storage::Transaction& tx, const Standing& standing) -> absl::StatusOr<Reply> {
        return resources::Once<Reply>(
            tx, {call.caller.subject, call.method, request.request_id()}, request, context.clock,
            [&](const Reply& kept) { return again(tx, standing, kept); },
            [&] { return act(tx, standing); });
      });
}

}  // namespace peerchallenge::relations

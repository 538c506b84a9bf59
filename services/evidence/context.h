#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/audit_log.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/resources/idempotency.h"
#include "common/resources/stamped.h"
#include "common/rpc/call.h"
#include "common/storage/database.h"
#include "services/evidence/attachments/attachment_disposal.h"
#include "services/evidence/concern_rules.h"
#include "services/evidence/disk_room.h"
#include "services/evidence/relations.h"
#include "services/evidence/review_ledger.h"
#include "services/evidence/search/text_index.h"
#include "services/evidence/source_store.h"
#include "services/evidence/standing.h"
#include "services/evidence/store.h"

namespace peerchallenge::evidence {

// What every service of evidence works with; all of it outlives them.
struct Context {
  storage::Database& database;
  const Store& store;
  const SourceStore& sources;
  const ReviewLedger& ledger;
  const TextIndex& text_index;
  const AttachmentDisposal& attachments;
  const Relations& relations;
  const ConcernRules& concern_rules;
  const DiskRoom& disk;
  const environment::Clock& clock;
  environment::RandomSource& random;
};

// Who is calling, while the copy of the relations is fresh; DEPENDENCY_UNAVAILABLE otherwise.
absl::StatusOr<Viewer> IdentifyViewer(storage::Transaction& tx, const Context& context,
                                      const access::Caller& caller);

// How the caller of `call` stands to the review that `name` lies below, where the call's permission
// reaches it; otherwise RESOURCE_NOT_FOUND under that name.
absl::StatusOr<Standing> FindStanding(storage::Transaction& tx, const Context& context,
                                      const rpc::Call& call, const std::string& name);

// Answers a call that reads something of the review that `name` lies below, from one state of the
// database: `act(tx, standing)` returns absl::StatusOr<Reply>.
template <typename Reply, typename Act>
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
template <typename Reply, typename Act>
absl::StatusOr<Reply> Write(const Context& context, const rpc::Call& call, const std::string& name,
                            Act act) {
  absl::StatusOr<Reply> reply = Reply();
  absl::Status status = context.database.Write(call.deadline, [&](storage::Transaction& tx) {
    absl::StatusOr<Standing> standing = FindStanding(tx, context, call, name);
    reply = standing.ok() ? act(tx, *standing) : absl::StatusOr<Reply>(standing.status());
    return reply.status();
  });
  if (!status.ok()) return status;
  return reply;
}

// The same, once per `request_id`. A kept reply goes to whoever could still make the call.
template <typename Reply, typename Request, typename Act>
absl::StatusOr<Reply> Mutate(const Context& context, const rpc::Call& call, const Request& request,
                             const std::string& name, Act act) {
  return Write<Reply>(
      context, call, name,
      [&](storage::Transaction& tx, const Standing& standing) -> absl::StatusOr<Reply> {
        return resources::Once<Reply>(
            tx, {call.caller.subject, call.method, request.request_id()}, request, context.clock,
            [](const Reply&) { return absl::OkStatus(); }, [&] { return act(tx, standing); });
      });
}

// Puts a read of something on record, in the transaction: who read what by which method, and why
// where that has to be said.
absl::Status RecordRead(storage::Transaction& tx, const Context& context, const rpc::Call& call,
                        const std::string& resource, const std::string& reason = "");

}  // namespace peerchallenge::evidence

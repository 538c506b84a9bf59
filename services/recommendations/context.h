#pragma once

#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/relations/handling.h"
#include "common/relations/relations.h"
#include "common/storage/database.h"
#include "services/recommendations/document_rendering.h"
#include "services/recommendations/evidence_peer.h"
#include "services/recommendations/store.h"

namespace peerchallenge::recommendations {

// What every service of recommendations works with; all of it outlives them.
struct Context {
  storage::Database& database;
  const Store& store;
  const relations::Relations& relations;
  const EvidencePeer& evidence;
  const environment::Clock& clock;
  environment::RandomSource& random;
  Rendering& rendering;
};

using relations::FindStanding;
using relations::IdentifyViewer;
using relations::Mutate;
using relations::Read;
using relations::Standing;
using relations::Viewer;
using relations::Write;

// The reply that was kept for this very request, if there is one; for methods that ask another
// service before they write, so that a request sent twice needs it but once.
template <typename Reply, typename Request>
absl::StatusOr<std::optional<Reply>> KeptReply(storage::Transaction& tx, const Context& context,
                                               const rpc::Call& call, const Request& request) {
  auto kept = resources::FindReply(tx, {call.caller.subject, call.method, request.request_id()},
                                   request, context.clock);
  if (!kept.ok()) return kept.status();
  if (!kept->has_value()) return std::optional<Reply>();
  Reply reply;
  reply.ParseFromString(**kept);
  return std::optional<Reply>(std::move(reply));
}

}  // namespace peerchallenge::recommendations

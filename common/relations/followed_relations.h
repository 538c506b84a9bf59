#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "common/access/cached_grants.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/relations/relations.h"
#include "common/relations/relations_copy.h"
#include "common/relations/scheduling_client.h"
#include "common/rpc/client.h"
#include "common/storage/database.h"

namespace peerchallenge::relations {

struct FollowedRelationsOptions {
  absl::Duration max_age = Relations::kDefaultMaxAge;
  changes::FollowerOptions copy;
};

// The relations in a service's database, and the following of scheduling that keeps them up to
// date once it is begun. Thread-safe but for Follow() and Leave(), which one thread calls.
class FollowedRelations {
 public:
  // All parts outlive it; the tables are there (Relations::Tables).
  FollowedRelations(storage::Database& database, const environment::Clock& clock,
                    environment::RandomSource& random, observability::Log& log,
                    const FollowedRelationsOptions& options);

  const Relations& relations() const { return relations_; }
  // The role grants of the copy, for the guard of a server that does not host scheduling.
  // DEPENDENCY_UNAVAILABLE while it is not fresh.
  access::GrantSource& grants() { return grants_; }

  // Begins to follow. `token` says who calls, on the service's own account; empty where the
  // channel's client certificate does.
  void Follow(std::shared_ptr<rpc::Channel> scheduling, const std::string& token);
  // Ends it, and with it the use of the channel.
  void Leave();

 private:
  storage::Database& database_;
  const environment::Clock& clock_;
  environment::RandomSource& random_;
  observability::Log& log_;
  const FollowedRelationsOptions options_;
  const Relations relations_;
  access::CachedGrants grants_;
  std::unique_ptr<SchedulingClient> scheduling_;
  std::unique_ptr<RelationsCopy> copy_;  // last: its thread uses all others
};

}  // namespace peerchallenge::relations

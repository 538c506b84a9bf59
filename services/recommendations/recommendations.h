#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/audit_log.h"
#include "common/access/grant_source.h"
#include "common/changes/follower.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/relations/followed_relations.h"
#include "common/rpc/client.h"
#include "common/rpc/method_registry.h"
#include "common/storage/database.h"
#include "services/recommendations/services.h"

namespace peerchallenge::recommendations {

// The package of its services.
inline constexpr char kServicePackage[] = "peerchallenge.recommendations.v1";

struct RecommendationsOptions {
  relations::FollowedRelationsOptions relations;
  changes::FollowerOptions evidence;
  ServicesOptions services;
};

// The recommendations service, assembled: what its own binary and the all-in-one have in common.
// Thread-safe.
class Recommendations {
 public:
  // Brings the database's tables up to date and starts the work in the background. All parts
  // outlive it. Errors: those of storage::Migrate and Services::Start.
  static absl::StatusOr<std::unique_ptr<Recommendations>> Start(
      storage::Database& database, const environment::Clock& clock,
      environment::RandomSource& random, observability::Log& log,
      const RecommendationsOptions& options);
  // Leaves the others, unless LeaveOthers() came before.
  ~Recommendations();

  // Registers all services of recommendations.
  void Register(rpc::MethodRegistry& registry);

  // What is done about once a second (Services::Tick()).
  absl::Status Tick();

  // How another service of the suite is reached. `token` says who calls, on this service's own
  // account; empty where the channel's client certificate does.
  struct Reached {
    std::shared_ptr<rpc::Channel> channel;
    std::string token;
  };
  // Begins to call scheduling and evidence and to follow their changes. This and LeaveOthers() are
  // called by one thread.
  void FollowOthers(const Reached& scheduling, const Reached& evidence);
  // Ends it, and with it the use of the channels.
  void LeaveOthers();

  // For the guard (common/access/guard.h) of a server that does not host scheduling: the role
  // grants of the copy. DEPENDENCY_UNAVAILABLE while it is not fresh.
  access::GrantSource& grants();
  access::AuditLog& audit_log();

 private:
  class Impl;
  explicit Recommendations(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace peerchallenge::recommendations

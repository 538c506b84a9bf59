#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/audit_log.h"
#include "common/access/grant_source.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/relations/followed_relations.h"
#include "common/rpc/client.h"
#include "common/rpc/method_registry.h"
#include "common/storage/database.h"
#include "services/evidence/services.h"

namespace peerchallenge::evidence {

// The package of its services.
inline constexpr char kServicePackage[] = "peerchallenge.evidence.v1";

struct EvidenceOptions {
  relations::FollowedRelationsOptions relations;
  ServicesOptions services;
};

// The evidence service, assembled: what its own binary and the all-in-one have in common.
// Thread-safe.
class Evidence {
 public:
  // Brings the database's tables up to date and starts the work in the background. All parts
  // outlive it. Errors: those of storage::Migrate and Services::Start.
  static absl::StatusOr<std::unique_ptr<Evidence>> Start(storage::Database& database,
                                                         const environment::Clock& clock,
                                                         environment::RandomSource& random,
                                                         observability::Log& log,
                                                         const EvidenceOptions& options);
  // Leaves scheduling, unless LeaveScheduling() came before.
  ~Evidence();

  // Registers all services of evidence.
  void Register(rpc::MethodRegistry& registry);

  // What is done about once a second (Services::Tick()).
  absl::Status Tick();

  // Begins to keep the copy of scheduling's relations up to date. This and LeaveScheduling() are
  // called by one thread. `token` says who calls, on evidence's own account; empty where the
  // channel's client certificate does.
  void FollowScheduling(std::shared_ptr<rpc::Channel> channel, const std::string& token);
  // Ends it, and with it the use of the channel.
  void LeaveScheduling();

  // For the guard (common/access/guard.h) of a server that does not host scheduling: the role
  // grants of the copy. DEPENDENCY_UNAVAILABLE while it is not fresh.
  access::GrantSource& grants();
  access::AuditLog& audit_log();
  const relations::Relations& relations() const;

 private:
  class Impl;
  explicit Evidence(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace peerchallenge::evidence

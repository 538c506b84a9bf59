#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/audit_log.h"
#include "common/access/grant_source.h"
#include "common/changes/feed.h"
#include "common/changes/follower.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/rpc/client.h"
#include "common/rpc/method_registry.h"
#include "common/storage/database.h"
#include "services/scheduling/search_runner.h"
#include "services/scheduling/solvers.h"

namespace peerchallenge::scheduling {

// The package of its services.
inline constexpr char kServicePackage[] = "peerchallenge.scheduling.v1";

struct SchedulingOptions {
  SearchRunnerOptions background;  // plans, builds, disruptions
  int max_searches = 4;            // of all kinds, at once (search_slots.h)
  Solvers solvers;
  changes::FeedOptions feed;
  changes::FollowerOptions letters;
  // How often Tick() runs by itself; infinite: tests call it.
  absl::Duration tick = absl::Seconds(1);
};

// The scheduling service, assembled: what its own binary and the all-in-one have in common.
// Thread-safe.
class Scheduling {
 public:
  // Brings the database's tables up to date and starts the work in the background. All parts
  // outlive it. Errors: those of storage::Migrate.
  static absl::StatusOr<std::unique_ptr<Scheduling>> Start(storage::Database& database,
                                                           const environment::Clock& clock,
                                                           environment::RandomSource& random,
                                                           observability::Log& log,
                                                           const SchedulingOptions& options);
  // Stops plans and the work in the background.
  ~Scheduling();

  // Registers DirectoryService, ProgrammeService, ReviewService, TimetableService, PlannerService,
  // ChangesService and AuditService.
  void Register(rpc::MethodRegistry& registry);

  // For the server's guard (common/access/guard.h).
  access::GrantSource& grants();
  access::AuditLog& audit_log();

  // Begins to follow the letters of the recommendations service (letter_following.h). This and
  // LeaveRecommendations() are called by one thread. `token` says who calls, on scheduling's own
  // account; empty where the channel's client certificate does.
  void FollowRecommendations(std::shared_ptr<rpc::Channel> channel, const std::string& token);
  // Ends it, and with it the use of the channel.
  void LeaveRecommendations();

  // What is done about once a second: searches (search_runner.h) and releases (release_clerk.h).
  absl::Status Tick();

 private:
  class Impl;
  explicit Scheduling(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace peerchallenge::scheduling

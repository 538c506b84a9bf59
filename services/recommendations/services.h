#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/changes/feed.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/relations/relations.h"
#include "common/rpc/method_registry.h"
#include "common/storage/database.h"
#include "services/recommendations/evidence_peer.h"
#include "services/recommendations/scheduling_peer.h"
#include "services/recommendations/support/match_runner.h"

namespace peerchallenge::recommendations {

struct Context;

struct ServicesOptions {
  changes::FeedOptions feed;
  // How often Tick() runs by itself; infinite: tests call it.
  absl::Duration tick = absl::Seconds(1);
  MatchRunnerOptions match_runs;
  int max_renders = 4;  // documents that are rendered at once
};

// What is asked of services that are started: all of it outlives them.
struct ServicesParts {
  storage::Database& database;
  const relations::Relations& relations;
  const EvidencePeer& evidence;
  const SchedulingPeer& scheduling;
  const environment::Clock& clock;
  environment::RandomSource& random;
  observability::Log& log;
};

// The services of recommendations over a database that is brought up to date. Thread-safe.
class Services {
 public:
  static absl::StatusOr<std::unique_ptr<Services>> Start(const ServicesParts& parts,
                                                         const ServicesOptions& options);
  // Stops the work in the background.
  ~Services();

  void Register(rpc::MethodRegistry& registry);

  // What is done about once a second: what a crash or a service that was away has left undone goes
  // on, and clocks that have run out take effect. Gives the first error; all is tried.
  absl::Status Tick();

  // What the services work with.
  const Context& context() const;

 private:
  class Impl;
  explicit Services(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace peerchallenge::recommendations

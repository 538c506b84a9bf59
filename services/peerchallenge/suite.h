#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/gate.h"
#include "common/config/process.h"
#include "common/config/server_flags.h"
#include "common/relations/flags.h"
#include "common/rpc/server.h"
#include "common/storage/database.h"
#include "services/evidence/evidence.h"
#include "services/evidence/flags.h"
#include "services/recommendations/flags.h"
#include "services/recommendations/recommendations.h"
#include "services/scheduling/flags.h"
#include "services/scheduling/scheduling.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::cli {

// The flags of a process that serves the whole suite: those of every server, and of each service.
struct ServeFlags {
  config::ServerFlags server;
  scheduling::SchedulingFlags scheduling;
  relations::RelationsFlags relations;
  evidence::EvidenceFlags evidence;
  recommendations::RecommendationsFlags recommendations;

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);
};

// The services of the suite in one process. Each has a store of its own, and they meet through
// their gRPC APIs only, on their own accounts, without a network.
class Suite {
 public:
  // `process` outlives the suite. FIELD_INVALID naming the flag that is wrong; errors of the
  // services' Start().
  static absl::StatusOr<std::unique_ptr<Suite>> Start(const ServeFlags& flags,
                                                      config::Process& process);

  // Serves until SIGTERM or SIGINT; gives the process's exit code. Calls `started` once it serves.
  int Serve(const std::function<void(rpc::Server&)>& started = {});

  storage::Database& evidence_store() { return *evidence_store_; }
  evidence::Evidence& evidence() { return *evidence_; }
  access::Gate& gate() { return *gate_; }

 private:
  explicit Suite(config::Process& process) : process_(process) {}
  absl::Status OpenStores(const config::ServerFlags& flags);
  absl::Status StartServices(const ServeFlags& flags);
  absl::Status StartRecommendations(const ServeFlags& flags);
  absl::Status OpenGate(const config::ServerFlags& flags);
  // Lets the services follow each other over the server's in-process channel.
  void Connect(rpc::Server& server);
  void Disconnect();

  config::Process& process_;
  std::unique_ptr<storage::Database> scheduling_store_;
  std::unique_ptr<storage::Database> evidence_store_;
  std::unique_ptr<storage::Database> recommendations_store_;
  std::unique_ptr<scheduling::Scheduling> scheduling_;
  std::unique_ptr<evidence::Evidence> evidence_;
  std::unique_ptr<recommendations::Recommendations> recommendations_;
  std::unique_ptr<access::Gate> gate_;
};

}  // namespace peerchallenge::cli

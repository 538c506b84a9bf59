#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/config/server_flags.h"
#include "common/config/service_manager.h"
#include "common/config/stop_signals.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/observability/metrics.h"
#include "common/rpc/guard.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/server.h"

namespace peerchallenge::config {

// What else happens in the life of a server.
struct ServeEvents {
  std::function<void(rpc::Server&)> started = {};  // it serves
  std::function<void()> stops = {};                // it is about to drain
};

// The life of a server process, the same for every binary: its surroundings, then serving until a
// signal, then the drain.
//
//   CLI::App app("Plans the year of a region.");
//   config::ServerFlags flags;
//   flags.AddTo(app);
//   if (const auto exit_code = config::Parse(app, argc, argv, std::cout, std::cerr)) {
//     return *exit_code;
//   }
//   const auto process = config::Process::Start(flags);
//   if (!process.ok()) return config::Failed(process.status());
//   ... build the services from (*process)->clock() and so on, register their methods ...
//   return (*process)->Serve(registry, guard, guard);
class Process {
 public:
  // Opens log and metrics, and holds back the stop signals: call it before other threads start. One
  // at a time. Errors: those of OpenLog and MetricsEndpoint::Open.
  static absl::StatusOr<std::unique_ptr<Process>> Start(const ServerFlags& flags);
  ~Process();

  const environment::Clock& clock() const { return clock_; }
  environment::RandomSource& random() { return random_; }
  observability::Log& log() { return *log_; }
  observability::Metrics& metrics() { return metrics_; }
  // Null unless metrics are published.
  const observability::MetricsEndpoint* metrics_endpoint() const { return metrics_endpoint_.get(); }

  // Serves until SIGTERM or SIGINT, then drains, telling the service manager of both, and gives the
  // exit code: 0, or that of Failed() if the server did not start (logged, and said on standard
  // error). A handler that does not stop in time ends the process here, without destructors (exit
  // code 1): what is acknowledged is on disk, and what the handler uses must not go. A second
  // signal while it drains ends the process at once.
  int Serve(const rpc::MethodRegistry& registry, rpc::Authenticator& authenticator,
            rpc::MethodGuard& guard, const ServeEvents& events = {});

 private:
  Process(const ServerFlags& flags, std::unique_ptr<observability::Log> log);
  absl::StatusOr<std::unique_ptr<rpc::Server>> StartServer(const rpc::MethodRegistry& registry,
                                                           rpc::Authenticator& authenticator,
                                                           rpc::MethodGuard& guard);
  void Drain(rpc::Server& server);

  const ServerFlags flags_;
  environment::SystemClock clock_;
  environment::SystemRandom random_;
  const std::unique_ptr<observability::Log> log_;
  observability::Metrics metrics_;
  std::unique_ptr<observability::MetricsEndpoint> metrics_endpoint_;
  StopSignals signals_;
  const ServiceManager service_manager_;
};

// Says on standard error why a program cannot start; gives its exit code: 2 where what it was told
// is wrong (INVALID_ARGUMENT), otherwise 1.
int Failed(const absl::Status& status);

// What the exit codes of a program that only serves mean, for the end of its --help.
std::string ServerExitCodes();

}  // namespace peerchallenge::config

#include "common/config/process.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/config/options.h"
#include "common/rpc/transport_log.h"

namespace peerchallenge::config {
namespace {

constexpr int kSignalExitBase = 128;  // how shells number an end by a signal

int ExitCodeOf(const absl::Status& why) {
  return absl::IsInvalidArgument(why) ? kUsageExitCode : EXIT_FAILURE;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Process>> Process::Start(const ServerFlags& flags) {
  const StopSignals before_the_log_starts_its_thread;
  absl::StatusOr<std::unique_ptr<observability::Log>> log = observability::OpenLog(flags.log);
  if (!log.ok()) return log.status();
  std::unique_ptr<Process> process(new Process(flags, *std::move(log)));
  if (flags.metrics_address.empty()) return process;
  auto endpoint = observability::MetricsEndpoint::Open(flags.metrics_address, process->metrics_);
  if (!endpoint.ok()) return endpoint.status();
  process->metrics_endpoint_ = *std::move(endpoint);
  return process;
}

Process::Process(const ServerFlags& flags, std::unique_ptr<observability::Log> log)
    : flags_(flags), log_(std::move(log)) {
  rpc::LogTransportTo(log_.get());
}

Process::~Process() { rpc::LogTransportTo(nullptr); }

int Process::Serve(const rpc::MethodRegistry& registry, rpc::Authenticator& authenticator,
                   rpc::MethodGuard& guard, const ServeEvents& events) {
  const absl::StatusOr<std::unique_ptr<rpc::Server>> server =
      StartServer(registry, authenticator, guard);
  if (!server.ok()) {
    log_->Error("does not start", {{"error", std::string(server.status().message())}});
    log_->Flush();
    // Whoever started it looks at the terminal first.
    return flags_.log.file.empty() ? ExitCodeOf(server.status()) : Failed(server.status());
  }
  for (const std::string& address : (*server)->addresses())
    log_->Info("serves", {{"address", address}});
  log_->Flush();
  if (events.started) events.started(**server);
  service_manager_.Ready(absl::StrCat("Serves at ", absl::StrJoin((*server)->addresses(), ", ")));
  const int signal = signals_.Wait();
  service_manager_.Stopping();
  log_->Info("stops", {{"signal", int64_t{signal}}});
  if (events.stops) events.stops();
  Drain(**server);
  log_->Info("stopped");
  return EXIT_SUCCESS;
}

absl::StatusOr<std::unique_ptr<rpc::Server>> Process::StartServer(
    const rpc::MethodRegistry& registry, rpc::Authenticator& authenticator,
    rpc::MethodGuard& guard) {
  const absl::StatusOr<rpc::ServerOptions> options = flags_.ToServerOptions();
  if (!options.ok()) return options.status();
  return rpc::Server::BuildAndStart(
      registry, {authenticator, guard, clock_, random_, *log_, metrics_}, *options);
}

void Process::Drain(rpc::Server& server) {
  std::atomic<bool> done{false};
  std::thread impatience([this, &done] {
    const int signal = signals_.Wait();
    if (!done) std::_Exit(kSignalExitBase + signal);
  });
  const absl::Status drained = server.Drain(flags_.drain_grace);
  if (!drained.ok()) {
    log_->Error("did not stop in order", {{"error", drained.ToString()}});
    log_->Flush();
    std::_Exit(EXIT_FAILURE);
  }
  done = true;
  // The thread waits for this signal, and is not ended by it.
  // NOLINTNEXTLINE(bugprone-bad-signal-to-kill-thread)
  pthread_kill(impatience.native_handle(), SIGTERM);
  impatience.join();
}

int Failed(const absl::Status& status) {
  std::cerr << status.message() << '\n';
  return ExitCodeOf(status);
}

std::string ServerExitCodes() {
  return "Exit codes:\n"
         "  0  stopped in order\n"
         "  1  did not start, or did not stop in time\n"
         "  2  wrong usage: an unknown flag, or a wrong value\n";
}

}  // namespace peerchallenge::config

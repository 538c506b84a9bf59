#include "services/peerchallenge/suite.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "common/errors/errors.h"
#include "common/hosting/hosting.h"
#include "common/rpc/method_registry.h"
#include "services/recommendations/serve.h"

namespace peerchallenge::cli {
namespace {

template <typename Part>
absl::Status Put(absl::StatusOr<std::unique_ptr<Part>> made, std::unique_ptr<Part>& part) {
  if (!made.ok()) return made.status();
  part = *std::move(made);
  return absl::OkStatus();
}

}  // namespace

void ServeFlags::AddTo(CLI::App& app) {
  server.AddTo(app);
  scheduling.AddTo(app);
  relations.AddTo(app);
  evidence.AddTo(app);
  recommendations.AddTo(app);
}

absl::StatusOr<std::unique_ptr<Suite>> Suite::Start(const ServeFlags& flags,
                                                    config::Process& process) {
  std::unique_ptr<Suite> suite(new Suite(process));
  absl::Status status = suite->OpenStores(flags.server);
  if (status.ok()) status = suite->StartServices(flags);
  if (status.ok()) status = suite->OpenGate(flags.server);
  if (!status.ok()) return status;
  return suite;
}

absl::Status Suite::OpenStores(const config::ServerFlags& flags) {
  if (absl::StartsWith(flags.database, "sqlite:")) {
    return errors::InvalidField("--database", flags.database,
                                "postgresql://…, or nothing for an SQLite file of each service in "
                                "the data folder");
  }
  absl::Status status = hosting::MakeDataFolder(flags);
  if (status.ok()) status = Put(hosting::OpenStore(flags, scheduling::kStore), scheduling_store_);
  if (status.ok()) status = Put(hosting::OpenStore(flags, evidence::kStore), evidence_store_);
  if (status.ok()) {
    status = Put(hosting::OpenStore(flags, recommendations::kStore), recommendations_store_);
  }
  return status;
}

absl::Status Suite::StartServices(const ServeFlags& flags) {
  absl::Status status =
      Put(scheduling::Scheduling::Start(*scheduling_store_, process_.clock(), process_.random(),
                                        process_.log(), flags.scheduling.ToOptions()),
          scheduling_);
  if (!status.ok()) return status;
  status = Put(evidence::Evidence::Start(*evidence_store_, process_.clock(), process_.random(),
                                         process_.log(),
                                         flags.evidence.ToOptions(flags.server, flags.relations)),
               evidence_);
  return status.ok() ? StartRecommendations(flags) : status;
}

absl::Status Suite::StartRecommendations(const ServeFlags& flags) {
  return Put(recommendations::Recommendations::Start(
                 *recommendations_store_, process_.clock(), process_.random(), process_.log(),
                 flags.recommendations.ToOptions(flags.relations)),
             recommendations_);
}

// Scheduling is here, so its grants are asked for rather than the others' copies of them.
absl::Status Suite::OpenGate(const config::ServerFlags& flags) {
  return Put(
      access::Gate::Open(hosting::GateOf(flags),
                         {scheduling_->grants(),
                          {{scheduling::kServicePackage, scheduling_->audit_log()},
                           {evidence::kServicePackage, evidence_->audit_log()},
                           {recommendations::kServicePackage, recommendations_->audit_log()}},
                          process_.clock(),
                          process_.random(),
                          process_.log()}),
      gate_);
}

void Suite::Connect(rpc::Server& server) {
  evidence_->FollowScheduling(server.InProcess(), gate_->TokenOf("evidence"));
  scheduling_->FollowRecommendations(server.InProcess(), gate_->TokenOf("scheduling"));
  const recommendations::Recommendations::Reached others = {server.InProcess(),
                                                            gate_->TokenOf("recommendations")};
  recommendations_->FollowOthers(others, others);
}

void Suite::Disconnect() {
  scheduling_->LeaveRecommendations();
  recommendations_->LeaveOthers();
  evidence_->LeaveScheduling();
}

int Suite::Serve(const std::function<void(rpc::Server&)>& started) {
  rpc::MethodRegistry registry;
  scheduling_->Register(registry);
  evidence_->Register(registry);
  recommendations_->Register(registry);
  const config::ServeEvents events = {.started =
                                          [&](rpc::Server& server) {
                                            Connect(server);
                                            if (started) started(server);
                                          },
                                      .stops = [&] { Disconnect(); }};
  return process_.Serve(registry, gate_->guard(), gate_->guard(), events);
}

}  // namespace peerchallenge::cli

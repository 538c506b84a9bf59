#include "services/evidence/serve.h"

#include <CLI/CLI.hpp>

#include "common/access/gate.h"
#include "common/config/process.h"
#include "common/rpc/method_registry.h"

namespace peerchallenge::evidence {

void ServeFlags::AddTo(CLI::App& app) {
  server.AddTo(app);
  scheduling.AddTo(app, "scheduling");
  relations.AddTo(app);
  evidence.AddTo(app);
}

int Serve(const ServeFlags& flags) {
  auto process = config::Process::Start(flags.server);
  if (!process.ok()) return config::Failed(process.status());
  auto scheduling = flags.scheduling.Open();
  if (!scheduling.ok()) return config::Failed(scheduling.status());
  if (absl::Status status = hosting::MakeDataFolder(flags.server); !status.ok()) {
    return config::Failed(status);
  }
  auto database = hosting::OpenStore(flags.server, kStore);
  if (!database.ok()) return config::Failed(database.status());
  auto evidence =
      Evidence::Start(**database, (*process)->clock(), (*process)->random(), (*process)->log(),
                      flags.evidence.ToOptions(flags.server, flags.relations));
  if (!evidence.ok()) return config::Failed(evidence.status());
  auto gate = access::Gate::Open(hosting::GateOf(flags.server),
                                 {(*evidence)->grants(),
                                  {{kServicePackage, (*evidence)->audit_log()}},
                                  (*process)->clock(),
                                  (*process)->random(),
                                  (*process)->log()});
  if (!gate.ok()) return config::Failed(gate.status());
  rpc::MethodRegistry registry;
  (*evidence)->Register(registry);
  const config::ServeEvents events = {
      .started = [&](rpc::Server&) { (*evidence)->FollowScheduling(*scheduling, ""); },
      .stops = [&] { (*evidence)->LeaveScheduling(); }};
  return (*process)->Serve(registry, (*gate)->guard(), (*gate)->guard(), events);
}

}  // namespace peerchallenge::evidence

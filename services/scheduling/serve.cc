#include "services/scheduling/serve.h"

#include <CLI/CLI.hpp>

#include "common/access/gate.h"
#include "common/config/process.h"
#include "common/rpc/method_registry.h"

namespace peerchallenge::scheduling {

void ServeFlags::AddTo(CLI::App& app) {
  server.AddTo(app);
  scheduling.AddTo(app);
}

int Serve(const ServeFlags& flags) {
  auto process = config::Process::Start(flags.server);
  if (!process.ok()) return config::Failed(process.status());
  if (absl::Status status = hosting::MakeDataFolder(flags.server); !status.ok()) {
    return config::Failed(status);
  }
  auto database = hosting::OpenStore(flags.server, kStore);
  if (!database.ok()) return config::Failed(database.status());
  auto scheduling = Scheduling::Start(**database, (*process)->clock(), (*process)->random(),
                                      (*process)->log(), flags.scheduling.ToOptions());
  if (!scheduling.ok()) return config::Failed(scheduling.status());
  auto gate = access::Gate::Open(hosting::GateOf(flags.server),
                                 {(*scheduling)->grants(),
                                  {{kServicePackage, (*scheduling)->audit_log()}},
                                  (*process)->clock(),
                                  (*process)->random(),
                                  (*process)->log()});
  if (!gate.ok()) return config::Failed(gate.status());
  rpc::MethodRegistry registry;
  (*scheduling)->Register(registry);
  return (*process)->Serve(registry, (*gate)->guard(), (*gate)->guard());
}

}  // namespace peerchallenge::scheduling

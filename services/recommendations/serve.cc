#include "services/recommendations/serve.h"

#include <CLI/CLI.hpp>

#include "common/access/gate.h"
#include "common/config/process.h"
#include "common/rpc/method_registry.h"

namespace peerchallenge::recommendations {

void ServeFlags::AddTo(CLI::App& app) {
  server.AddTo(app);
  scheduling.AddTo(app, "scheduling");
  evidence.AddTo(app, "evidence");
  relations.AddTo(app);
  recommendations.AddTo(app);
}

int Serve(const ServeFlags& flags) {
  auto process = config::Process::Start(flags.server);
  if (!process.ok()) return config::Failed(process.status());
  auto scheduling = flags.scheduling.Open();
  if (!scheduling.ok()) return config::Failed(scheduling.status());
  auto evidence = flags.evidence.Open();
  if (!evidence.ok()) return config::Failed(evidence.status());
  if (absl::Status status = hosting::MakeDataFolder(flags.server); !status.ok()) {
    return config::Failed(status);
  }
  auto database = hosting::OpenStore(flags.server, kStore);
  if (!database.ok()) return config::Failed(database.status());
  auto recommendations =
      Recommendations::Start(**database, (*process)->clock(), (*process)->random(),
                             (*process)->log(), flags.recommendations.ToOptions(flags.relations));
  if (!recommendations.ok()) return config::Failed(recommendations.status());
  auto gate = access::Gate::Open(hosting::GateOf(flags.server),
                                 {(*recommendations)->grants(),
                                  {{kServicePackage, (*recommendations)->audit_log()}},
                                  (*process)->clock(),
                                  (*process)->random(),
                                  (*process)->log()});
  if (!gate.ok()) return config::Failed(gate.status());
  rpc::MethodRegistry registry;
  (*recommendations)->Register(registry);
  const config::ServeEvents events = {
      .started =
          [&](rpc::Server&) {
            (*recommendations)->FollowOthers({*scheduling, ""}, {*evidence, ""});
          },
      .stops = [&] { (*recommendations)->LeaveOthers(); }};
  return (*process)->Serve(registry, (*gate)->guard(), (*gate)->guard(), events);
}

}  // namespace peerchallenge::recommendations

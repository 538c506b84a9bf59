#include "services/scheduling/serve.h"

#include <CLI/CLI.hpp>

#include "common/access/gate.h"
#include "common/config/process.h"
#include "common/rpc/method_registry.h"

namespace peerchallenge::scheduling {

void ServeFlags::AddTo(CLI::App& app) {
  server.AddTo(app);
  recommendations.AddTo(app, "recommendations");
  scheduling.AddTo(app);
}

int Serve(const ServeFlags& flags) {
  auto process = config::Process::Start(flags.server);
  if (!process.ok()) return config::Failed(process.status());
  std::shared_ptr<rpc::Channel> recommendations;
  if (flags.recommendations.IsGiven()) {
    auto channel = flags.recommendations.Open();
    if (!channel.ok()) return config::Failed(channel.status());
    recommendations = *std::move(channel);
  }
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
  const config::ServeEvents events = {
      .started =
          [&](rpc::Server&) {
            if (recommendations) (*scheduling)->FollowRecommendations(recommendations, "");
          },
      .stops = [&] { (*scheduling)->LeaveRecommendations(); }};
  return (*process)->Serve(registry, (*gate)->guard(), (*gate)->guard(), events);
}

}  // namespace peerchallenge::scheduling

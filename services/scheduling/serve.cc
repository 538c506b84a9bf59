#include "services/scheduling/serve.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <system_error>

#include "common/access/gate.h"
#include "common/config/options.h"
#include "common/config/process.h"
#include "common/errors/errors.h"
#include "common/rpc/method_registry.h"
#include "common/storage/open.h"

namespace peerchallenge::scheduling {
namespace {

constexpr char kDatabaseFile[] = "scheduling.db";
// A process says about once a second that it lives.
constexpr absl::Duration kLeastPlanLease = absl::Seconds(3);

// The data folder holds keys and people: for its owner only.
absl::Status MakeDataFolder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::create_directories(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  if (!error) return absl::OkStatus();
  return errors::InvalidField("--data-dir", folder.string(), "a folder that can be made");
}

std::string DatabaseUrl(const config::ServerFlags& flags) {
  if (!flags.database.empty()) return flags.database;
  return "sqlite:" + (std::filesystem::path(flags.data_dir) / kDatabaseFile).string();
}

access::GateOptions GateOf(const config::ServerFlags& flags) {
  access::GateOptions options;
  options.data_dir = flags.data_dir;
  options.issuer = flags.token_issuer;
  options.audiences = flags.token_audience;
  options.keys = flags.token_keys;
  options.certificate_rules = flags.client_certificate;
  return options;
}

}  // namespace

void ServeFlags::AddTo(CLI::App& app) {
  server.AddTo(app);
  config::AddDuration(app, "--plan-lease", plan_lease,
                      "How long a process may be silent before its plans are INTERRUPTED; the same "
                      "for all processes of a database",
                      kLeastPlanLease)
      ->group("Work and limits");
  config::AddNumber(app, "--max-searches", max_searches,
                    "Searches that run at once: of plans, builds, disruptions, PlannerService and "
                    "explanations that solve anew",
                    1, 64)
      ->group("Work and limits");
}

int Serve(const ServeFlags& flags) {
  auto process = config::Process::Start(flags.server);
  if (!process.ok()) return config::Failed(process.status());
  if (absl::Status status = MakeDataFolder(flags.server.data_dir); !status.ok()) {
    return config::Failed(status);
  }
  auto database = storage::Open(DatabaseUrl(flags.server));
  if (!database.ok()) return config::Failed(database.status());
  SchedulingOptions options;
  options.background.lease = flags.plan_lease;
  options.max_searches = flags.max_searches;
  auto scheduling = Scheduling::Start(**database, (*process)->clock(), (*process)->random(),
                                      (*process)->log(), options);
  if (!scheduling.ok()) return config::Failed(scheduling.status());
  auto gate = access::Gate::Open(GateOf(flags.server),
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

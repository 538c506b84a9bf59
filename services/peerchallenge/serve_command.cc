#include <CLI/CLI.hpp>
#include <memory>

#include "common/config/process.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/suite.h"

namespace peerchallenge::cli {
namespace {

int Serve(const ServeFlags& flags) {
  const auto process = config::Process::Start(flags.server);
  if (!process.ok()) return config::Failed(process.status());
  const auto suite = Suite::Start(flags, **process);
  if (!suite.ok()) return config::Failed(suite.status());
  return (*suite)->Serve();
}

}  // namespace

void AddServeCommand(CLI::App& app, Console& console) {
  CLI::App* command =
      app.add_subcommand("serve", "Serve the whole suite in one process, on embedded databases");
  const auto flags = std::make_shared<ServeFlags>();
  flags->AddTo(*command);
  command->callback([flags, &console] {
    console.exit_code = Serve(*flags) == 0 ? ExitCode::kOk : ExitCode::kFailed;
  });
}

}  // namespace peerchallenge::cli

#include <memory>

#include "services/peerchallenge/commands.h"
#include "services/scheduling/serve.h"

namespace peerchallenge::cli {

void AddServeCommand(CLI::App& app, Console& console) {
  CLI::App* command =
      app.add_subcommand("serve", "Serve the whole suite in one process, on embedded databases");
  const auto flags = std::make_shared<scheduling::ServeFlags>();
  flags->AddTo(*command);
  command->callback([flags, &console] {
    console.exit_code = scheduling::Serve(*flags) == 0 ? ExitCode::kOk : ExitCode::kFailed;
  });
}

}  // namespace peerchallenge::cli

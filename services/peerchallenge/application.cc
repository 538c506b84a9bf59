#include "services/peerchallenge/application.h"

#include <CLI/CLI.hpp>
#include <string>

#include "services/peerchallenge/commands.h"

namespace peerchallenge::cli {
namespace {

constexpr char kDescription[] =
    "Coordinates peer challenges between the authorities of a region: plans the year, chooses "
    "teams, keeps the reviews.";

std::string Footer() {
  return "Each flag can be set in the environment: --data-dir as PEERCHALLENGE_DATA_DIR.\n"
         "'peerchallenge COMMAND --help' tells more of a command.\n\n" +
         ExitCodeHelp();
}

void AddCommands(CLI::App& app, Console& console) {
  AddServeCommand(app, console);
  AddSolveCommand(app, console);
  AddPlanCommand(app, console);
  AddReviewCommand(app, console);
  AddImportCommand(app, console);
  AddWatchCommand(app, console);
  AddCallCommand(app, console);
  AddTokenCommand(app, console);
  AddCompletionCommand(app, console);
}

}  // namespace

int Run(int argc, const char* const* argv, Console& console) {
  CLI::App app(kDescription, "peerchallenge");
  app.set_version_flag("--version", PEERCHALLENGE_VERSION);
  app.require_subcommand(1);
  app.footer(Footer());
  AddCommands(app, console);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help, console.out, console.err);
  } catch (const CLI::ParseError& error) {
    app.exit(error, console.out, console.err);
    return static_cast<int>(ExitCode::kUsage);
  }
  return static_cast<int>(console.exit_code);
}

}  // namespace peerchallenge::cli

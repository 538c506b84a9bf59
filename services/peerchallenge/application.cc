#include "services/peerchallenge/application.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "common/config/options.h"
#include "common/errors/errors.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"

namespace peerchallenge::cli {
namespace {

constexpr char kDescription[] =
    "Coordinates peer challenges between the authorities of a region: plans the year, chooses "
    "teams, keeps the reviews, timetables the visits.";

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
  AddTimetableCommand(app, console);
  AddEvidenceCommand(app, console);
  AddAttachCommand(app, console);
  AddExportCommand(app, console);
  AddImportCommand(app, console);
  AddWatchCommand(app, console);
  AddCallCommand(app, console);
  AddFindingCommand(app, console);
  AddLetterCommand(app, console);
  AddReportCommand(app, console);
  AddActionCommand(app, console);
  AddThemesCommand(app, console);
  AddMatchCommand(app, console);
  AddVerifyCommand(app, console);
  AddBackupCommand(app, console);
  AddRestoreCommand(app, console);
  AddTokenCommand(app, console);
  AddCompletionCommand(app, console);
}

// Whether an error is to be JSON, also when the flags could not be understood.
bool AsksForJson(int argc, const char* const* argv) {
  return std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
}

ExitCode ReportUsage(const std::string& problem, bool json, Console& console) {
  if (json) {
    const auto text = absl::StripTrailingAsciiWhitespace(problem);
    return ReportBadInput(errors::Make(errors::v1::ERROR_REASON_FIELD_INVALID, text), json,
                          console);
  }
  console.err << problem;
  return ExitCode::kUsage;
}

}  // namespace

int Run(int argc, const char* const* argv, Console& console) {
  CLI::App app(kDescription, "peerchallenge");
  app.set_version_flag("--version", PEERCHALLENGE_VERSION);
  app.require_subcommand(1);
  app.footer(Footer());
  AddCommands(app, console);
  std::ostringstream problem;
  const auto ended = config::Parse(app, argc, argv, console.out, problem);
  if (ended == config::kUsageExitCode) {
    console.exit_code = ReportUsage(problem.str(), AsksForJson(argc, argv), console);
  } else if (ended) {
    return *ended;
  }
  return static_cast<int>(console.exit_code);
}

}  // namespace peerchallenge::cli

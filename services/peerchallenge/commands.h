#pragma once

#include "services/peerchallenge/console.h"

// The client commands, one file each. A command adds itself to the tree; when it is called it runs
// and sets `console.exit_code`. `console` outlives the tree.
namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::cli {

void AddServeCommand(CLI::App& app, Console& console);
void AddSolveCommand(CLI::App& app, Console& console);
void AddCallCommand(CLI::App& app, Console& console);
void AddWatchCommand(CLI::App& app, Console& console);
void AddTokenCommand(CLI::App& app, Console& console);
void AddImportCommand(CLI::App& app, Console& console);
void AddPlanCommand(CLI::App& app, Console& console);
void AddReviewCommand(CLI::App& app, Console& console);
void AddTimetableCommand(CLI::App& app, Console& console);
void AddEvidenceCommand(CLI::App& app, Console& console);
void AddAttachCommand(CLI::App& app, Console& console);
// `export`, the same as `evidence export`.
void AddExportCommand(CLI::App& app, Console& console);
void AddFindingCommand(CLI::App& app, Console& console);
void AddLetterCommand(CLI::App& app, Console& console);
void AddReportCommand(CLI::App& app, Console& console);
void AddActionCommand(CLI::App& app, Console& console);
void AddThemesCommand(CLI::App& app, Console& console);
void AddMatchCommand(CLI::App& app, Console& console);
void AddVerifyCommand(CLI::App& app, Console& console);
void AddBackupCommand(CLI::App& app, Console& console);
void AddRestoreCommand(CLI::App& app, Console& console);
// `app` is the root of the tree that it completes.
void AddCompletionCommand(CLI::App& app, Console& console);

}  // namespace peerchallenge::cli

#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/backup/make_backup.h"
#include "common/backup/restore.h"
#include "common/environment/clock.h"
#include "services/peerchallenge/backup_text.h"
#include "services/peerchallenge/byte_progress.h"
#include "services/peerchallenge/commands.h"
#include "services/peerchallenge/error_text.h"
#include "services/peerchallenge/interrupt.h"
#include "services/peerchallenge/options.h"
#include "services/peerchallenge/parts.h"

namespace peerchallenge::cli {
namespace {

struct BackupArguments {
  std::string path;
  std::string data_dir = config::ServerFlags().data_dir;
  std::string database;
  std::vector<std::string> services;
  std::string attachments_store;
  bool check = false;
  bool json = false;
};

constexpr char kBackupFooter[] =
    "Works while the services do. Give the data folder and the database that the server was given, "
    "as an account that may read them. In it are the databases, with the keys that sign the logs "
    "of evidence, and the attachments: keep it as safe as these. Not in it are settings, "
    "certificates, token-key.pem and attachments in an object store.\n\n"
    "Examples:\n"
    "  peerchallenge backup /var/backups/peerchallenge --data-dir /var/lib/peerchallenge\n"
    "  peerchallenge backup today --service scheduling --database postgresql://...\n\n";

constexpr char kRestoreFooter[] =
    "Restores only where nothing is: into a data folder without databases and attachments, into a "
    "PostgreSQL database without tables. Every file is checked; what fails leaves nothing behind. "
    "Tokens for pages and watches that were given out before are not valid any more.\n\n"
    "Examples:\n"
    "  peerchallenge restore /var/backups/peerchallenge/... --data-dir /var/lib/peerchallenge\n"
    "  peerchallenge restore --check /var/backups/peerchallenge/...\n\n";

absl::StatusOr<backup::Installation> InstallationOf(const BackupArguments& arguments) {
  auto parts = PartsOf(arguments.services);
  if (!parts.ok()) return parts.status();
  for (backup::Part& part : *parts) {
    if (!part.folder.empty()) part.elsewhere = arguments.attachments_store;
  }
  return backup::Installation{
      .data_dir = arguments.data_dir, .database = arguments.database, .parts = *std::move(parts)};
}

// In a folder that is there, as cp(1) does it; each has a name of its own there.
std::filesystem::path BackupPath(const std::string& path, absl::Time now) {
  if (!std::filesystem::is_directory(path)) return path;
  return std::filesystem::path(path) /
         absl::FormatTime("peerchallenge-%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone());
}

ExitCode ReportBackupFailure(const absl::Status& status, bool json, Console& console) {
  if (absl::IsDataLoss(status)) {
    return ReportLocalError(status, ExitCode::kDamaged, json, console);
  }
  if (absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status)) {
    return ReportBadInput(status, json, console);
  }
  return ReportLocalError(status, ExitCode::kFailed, json, console);
}

using Work = std::function<absl::StatusOr<backup::v1::Manifest>(const files::Progress&)>;

// Does the work with progress on a terminal; Ctrl-C ends it.
absl::StatusOr<backup::v1::Manifest> Do(const Work& work, const std::string& verb, bool json,
                                        Console& console) {
  const Interrupt interrupt;
  ByteProgress display(console, verb,
                       json ? ByteProgress::Mode::kQuiet : ByteProgress::Mode::kShow);
  auto manifest = work([&](int64_t bytes) {
    if (interrupt.requested()) return absl::CancelledError("interrupted: nothing is left of it");
    display.Add(bytes);
    return absl::OkStatus();
  });
  display.Done();
  return manifest;
}

void Tell(const std::string& path, const backup::v1::Manifest& manifest, bool json,
          Console& console) {
  console.out << (json ? BackupJson(path, manifest) : BackupText(path, manifest));
}

ExitCode MakeBackup(const BackupArguments& arguments, Console& console) {
  const auto installation = InstallationOf(arguments);
  if (!installation.ok()) return ReportBadInput(installation.status(), arguments.json, console);
  const environment::SystemClock clock;
  const std::filesystem::path to = BackupPath(arguments.path, clock.Now());
  const auto manifest = Do(
      [&](const files::Progress& progress) {
        return backup::MakeBackup({.installation = *installation,
                                   .to = to,
                                   .suite_version = PEERCHALLENGE_VERSION,
                                   .clock = clock,
                                   .progress = progress});
      },
      "saved", arguments.json, console);
  if (!manifest.ok()) return ReportBackupFailure(manifest.status(), arguments.json, console);
  Tell(to.string(), *manifest, arguments.json, console);
  return LacksFiles(*manifest) ? ExitCode::kFailed : ExitCode::kOk;
}

ExitCode Restore(const BackupArguments& arguments, Console& console) {
  const auto installation = InstallationOf(arguments);
  if (!installation.ok()) return ReportBadInput(installation.status(), arguments.json, console);
  const auto manifest = Do(
      [&](const files::Progress& progress) {
        return arguments.check ? backup::CheckBackup(arguments.path, progress)
                               : backup::Restore(arguments.path, *installation, progress);
      },
      arguments.check ? "checked" : "restored", arguments.json, console);
  if (!manifest.ok()) return ReportBackupFailure(manifest.status(), arguments.json, console);
  Tell(arguments.path, *manifest, arguments.json, console);
  if (!arguments.check) console.err << AfterRestoreText(*manifest);
  return ExitCode::kOk;
}

// The flags that both commands have.
void AddFlags(CLI::App& command, const std::shared_ptr<BackupArguments>& arguments) {
  AddOption(command, "--data-dir", arguments->data_dir,
            "Folder of the embedded databases and of the attachments");
  AddOption(command, "--database", arguments->database,
            "postgresql://user@host/database; empty = the SQLite files in the data folder");
  config::AddList(command, "--service", arguments->services,
                  "Only this service: scheduling, evidence or recommendations; may be repeated");
  AddJsonFlag(command, arguments->json);
}

}  // namespace

void AddBackupCommand(CLI::App& app, Console& console) {
  CLI::App* command = app.add_subcommand("backup", "Back up what the services keep");
  command->footer(kBackupFooter + ExitCodeHelp());
  const auto arguments = std::make_shared<BackupArguments>();
  command
      ->add_option("BACKUP", arguments->path,
                   "The folder to be made; of one that is there, a new one in it")
      ->required();
  AddFlags(*command, arguments);
  AddOption(*command, "--attachments-store", arguments->attachments_store,
            "The server's: attachments that are not in the data folder are not backed up, and the "
            "backup says so");
  command->callback([arguments, &console] { console.exit_code = MakeBackup(*arguments, console); });
}

void AddRestoreCommand(CLI::App& app, Console& console) {
  CLI::App* command = app.add_subcommand("restore", "Bring back what was backed up");
  command->footer(kRestoreFooter + ExitCodeHelp());
  const auto arguments = std::make_shared<BackupArguments>();
  command->add_option("BACKUP", arguments->path, "The folder of the backup")->required();
  AddFlags(*command, arguments);
  AddFlag(*command, "--check", arguments->check, "Only check that the backup is whole");
  command->callback([arguments, &console] { console.exit_code = Restore(*arguments, console); });
}

}  // namespace peerchallenge::cli

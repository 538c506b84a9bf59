#include "services/evidence/flags.h"

#include <CLI/CLI.hpp>
#include <filesystem>

#include "common/config/options.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kGroup[] = "Evidence";

}  // namespace

void EvidenceFlags::AddTo(CLI::App& app) {
  config::AddOption(app, "--ledger-origin", ledger_origin,
                    "Begins the name of every evidence log and names the keys that sign it: the "
                    "suite's own, never changed lightly")
      ->group(kGroup);
  config::AddRepeated(app, "--safeguarding-contact", safeguarding_contacts,
                      "To whom a concern goes that nobody has acknowledged in time, a person's "
                      "name; one a region, may be repeated")
      ->group(kGroup);
  config::AddOption(app, "--scanner", scanner,
                    "clamd's address, unix:/path or host:port; without one attachments are not "
                    "scanned")
      ->group(kGroup);
  config::AddFlag(app, "--allow-unscanned", allow_unscanned,
                  "Release attachments also while the scanner is away")
      ->group(kGroup);
}

EvidenceOptions EvidenceFlags::ToOptions(const config::ServerFlags& server,
                                         const relations::RelationsFlags& relations) const {
  EvidenceOptions options;
  options.relations.max_age = relations.max_age;
  options.services.ledger_origin = ledger_origin;
  options.services.concerns.contacts = safeguarding_contacts;
  options.services.attachments_folder = std::filesystem::path(server.data_dir) / kAttachmentsFolder;
  if (server.database.empty()) options.services.database_folder = server.data_dir;
  options.services.scanner = scanner;
  if (allow_unscanned) {
    options.services.attachments.when_scanner_is_away = WhenScannerIsAway::kAllow;
  }
  return options;
}

}  // namespace peerchallenge::evidence

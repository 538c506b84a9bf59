#include "services/evidence/flags.h"

#include <CLI/CLI.hpp>

#include "common/config/options.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kGroup[] = "Evidence";
constexpr char kStoreGroup[] = "Attachments in an object store";

void AddStore(CLI::App& app, S3Options& s3) {
  config::AddOption(app, "--attachments-store", s3.attachments_store,
                    "Where attachments are: s3://BUCKET or s3://BUCKET/PREFIX of an S3-compatible "
                    "store; empty = the data folder")
      ->group(kStoreGroup);
  config::AddOption(app, "--s3-endpoint", s3.s3_endpoint,
                    "The store's address, https://host[:port]; empty = Amazon's of the region")
      ->group(kStoreGroup);
  config::AddOption(app, "--s3-region", s3.s3_region, "The store's region")->group(kStoreGroup);
  config::AddChoice<S3Addressing>(
      app, "--s3-addressing", s3.s3_addressing,
      "How the bucket is named in addresses: in the path or before the host",
      {{"path", S3Addressing::kPath}, {"host", S3Addressing::kHost}})
      ->group(kStoreGroup);
  config::AddOption(app, "--s3-credentials", s3.s3_credentials,
                    "File with the keys, as ~/.aws/credentials; empty = AWS_ACCESS_KEY_ID, "
                    "AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN in the environment")
      ->group(kStoreGroup);
  config::AddOption(app, "--s3-ca", s3.s3_ca,
                    "Authorities that sign the store's certificate (PEM file); empty = the "
                    "machine's")
      ->group(kStoreGroup);
}

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
  AddStore(app, s3);
}

EvidenceOptions EvidenceFlags::ToOptions(const config::ServerFlags& server,
                                         const relations::RelationsFlags& relations) const {
  EvidenceOptions options;
  options.relations.max_age = relations.max_age;
  options.services.ledger_origin = ledger_origin;
  options.services.concerns.contacts = safeguarding_contacts;
  options.services.data_folder = server.data_dir;
  if (server.database.empty()) options.services.database_folder = server.data_dir;
  options.services.s3 = s3;
  options.services.scanner = scanner;
  if (allow_unscanned) {
    options.services.attachments.when_scanner_is_away = WhenScannerIsAway::kAllow;
  }
  return options;
}

}  // namespace peerchallenge::evidence

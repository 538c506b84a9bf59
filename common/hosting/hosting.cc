#include "common/hosting/hosting.h"

#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "common/errors/errors.h"
#include "common/storage/open.h"

namespace peerchallenge::hosting {

absl::Status MakeDataFolder(const config::ServerFlags& flags) {
  const std::filesystem::path folder = flags.data_dir;
  std::error_code error;
  if (std::filesystem::create_directories(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  if (!error) return absl::OkStatus();
  return errors::InvalidField("--data-dir", folder.string(), "a folder that can be made");
}

absl::StatusOr<std::unique_ptr<storage::Database>> OpenStore(const config::ServerFlags& flags,
                                                             const ServiceStore& store) {
  if (!flags.database.empty()) return storage::Open(flags.database, {.schema = store.schema});
  if (::access(flags.data_dir.c_str(), R_OK | W_OK | X_OK) != 0) {
    return errors::InvalidField("--data-dir", flags.data_dir, "a folder that can be written");
  }
  return storage::OpenSqlite((std::filesystem::path(flags.data_dir) / store.file).string());
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

}  // namespace peerchallenge::hosting

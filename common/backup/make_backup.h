#pragma once

#include <filesystem>
#include <string>

#include "absl/status/statusor.h"
#include "common/backup/installation.h"
#include "common/environment/clock.h"
#include "common/files/copying.h"
#include "peerchallenge/backup/v1/manifest.pb.h"

namespace peerchallenge::backup {

struct BackupRequest {
  const Installation& installation;
  std::filesystem::path to;   // is not there yet
  std::string suite_version;  // for people
  const environment::Clock& clock;
  const files::Progress& progress;  // bytes written
};

// Makes a backup while the services work: everything that was acknowledged before it began, all
// services as of one moment. It gets its name when it
// is whole and on disk; until then it is called "{to}.partial", and goes when this fails.
//
// Files that the databases refer to and that are not there, or not what they should be, are named
// in the manifest; all else is backed up. Errors: FIELD_INVALID when something is called so
// already, when the folder cannot be made, or for the installation's database; those of
// storage::StoreSaver and of `progress`; QUOTA_EXCEEDED ("disk").
absl::StatusOr<v1::Manifest> MakeBackup(const BackupRequest& request);

}  // namespace peerchallenge::backup

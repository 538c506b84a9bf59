#pragma once

#include <filesystem>

#include "absl/status/statusor.h"
#include "common/backup/installation.h"
#include "common/files/copying.h"
#include "peerchallenge/backup/v1/manifest.pb.h"

namespace peerchallenge::backup {

// Reads a whole backup and gives its manifest. Errors: those of ReadManifest (manifest.h);
// DATA_CORRUPT when a file is missing or not what was written.
absl::StatusOr<v1::Manifest> CheckBackup(const std::filesystem::path& backup,
                                         const files::Progress& progress);

// Brings the parts of an installation back from a backup, and gives its manifest. Every file is
// checked on its way; nothing of it can be seen before all of it is there, and when this fails
// nothing stays. Errors: those of CheckBackup; FIELD_INVALID ("--service") when the backup has no
// such service; FAILED_PRECONDITION when something is there already, when the backup comes from a
// newer version, or when it is of the other kind of store.
absl::StatusOr<v1::Manifest> Restore(const std::filesystem::path& backup,
                                     const Installation& installation,
                                     const files::Progress& progress);

}  // namespace peerchallenge::backup

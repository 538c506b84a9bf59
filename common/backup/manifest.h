#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/saved_store.h"
#include "peerchallenge/backup/v1/manifest.pb.h"

namespace peerchallenge::backup {

inline constexpr int kFormat = 1;
inline constexpr char kManifestFile[] = "manifest.json";
inline constexpr char kManifestDigestFile[] = "manifest.sha256";

// Within a backup.
std::filesystem::path DatabaseFolder(const std::string& service);
std::filesystem::path FilesFolder(const std::string& service);

// Writes manifest.json, and its digest in the form of sha256sum(1).
absl::Status WriteManifest(const std::filesystem::path& backup, const v1::Manifest& manifest);

// FIELD_INVALID when there is no backup; DATA_CORRUPT when its manifest is not what was written, or
// names files that cannot be in a backup; FAILED_PRECONDITION when it comes from a newer version.
absl::StatusOr<v1::Manifest> ReadManifest(const std::filesystem::path& backup);
// The same of a manifest's text, whose digest is right.
absl::StatusOr<v1::Manifest> ManifestFrom(std::string_view text);

// A store as the manifest names it, and back.
void PutStore(const storage::SavedStore& saved, v1::Service& service);
storage::SavedStore StoreOf(const v1::Service& service, storage::Dialect dialect);

std::string NameOf(storage::Dialect dialect);

v1::File ToFile(const std::string& path, const files::Digest& digest);
inline files::Digest DigestOf(const v1::File& file) {
  return {.bytes = file.bytes(), .sha256 = file.sha256()};
}

// DATA_CORRUPT: what is wrong with the backup.
absl::Status Damaged(const std::string& what);

}  // namespace peerchallenge::backup

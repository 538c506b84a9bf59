#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/files/descriptor.h"
#include "common/hash/hash.h"

namespace peerchallenge::files {

// How much a file holds, and what: SHA-256 in hexadecimal digits.
struct Digest {
  int64_t bytes = 0;
  std::string sha256;

  bool operator==(const Digest&) const = default;
};

// Writes a new file, for its owner only. Errors: QUOTA_EXCEEDED ("disk") when the disk is full,
// STORAGE_UNAVAILABLE with the reason in words for all else.
class SyncedFile {
 public:
  // Fails also when the file is there already.
  static absl::StatusOr<SyncedFile> Create(const std::filesystem::path& path);

  absl::Status Write(std::string_view bytes);
  // Has all of it on disk. The last call.
  absl::StatusOr<Digest> Finish();

 private:
  SyncedFile(Descriptor file, std::filesystem::path path)
      : file_(std::move(file)), path_(std::move(path)) {}

  Descriptor file_;
  std::filesystem::path path_;
  int64_t bytes_ = 0;
  hash::Sha256Stream digest_;
};

// Makes a folder for its owner only, with those above it. Fails when it is there already.
absl::Status MakeFolder(const std::filesystem::path& folder);

// Has on disk what somebody else has written to a file.
absl::Status SyncFile(const std::filesystem::path& path);

// Has on disk which names are in the folder.
absl::Status SyncFolder(const std::filesystem::path& folder);

// Gives a file or folder another name, and has that on disk. `to` is not there.
absl::Status Rename(const std::filesystem::path& from, const std::filesystem::path& to);

// What `errno` says about an action on a file ("writing").
absl::Status Failed(std::string_view action, const std::filesystem::path& path);

}  // namespace peerchallenge::files

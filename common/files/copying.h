#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/files/synced_file.h"

namespace peerchallenge::files {

// Told of bytes that were copied or read, in pieces of 1 MiB at most; an error ends the work, which
// returns it.
using Progress = std::function<absl::Status(int64_t bytes)>;

// Gives the first bytes of a file, `most` at most, in pieces of 1 MiB at most. NOT_FOUND when it is
// not there, STORAGE_UNAVAILABLE, errors of `take`.
absl::Status Read(const std::filesystem::path& path,
                  absl::FunctionRef<absl::Status(std::string_view)> take,
                  int64_t most = std::numeric_limits<int64_t>::max());

// Copies the first bytes of a file, `most` at most, to a new one, and has them on disk. Errors:
// those of Read, of SyncedFile and of `progress`. What was written when it failed is for the caller
// to remove.
absl::StatusOr<Digest> CopyFile(const std::filesystem::path& from, const std::filesystem::path& to,
                                const Progress& progress,
                                int64_t most = std::numeric_limits<int64_t>::max());

// What is in a file. Errors: those of Read and of `progress`.
absl::StatusOr<Digest> DigestOf(const std::filesystem::path& file, const Progress& progress);

}  // namespace peerchallenge::files

#pragma once

#include <cstddef>
#include <istream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace peerchallenge::cli {

inline constexpr size_t kMaxInputBytes = size_t{256} << 20;

// All of a file, or of `in` for "-". FIELD_INVALID when it cannot be read or has more than
// `max_bytes`.
absl::StatusOr<std::string> ReadInput(const std::string& path, std::istream& in,
                                      size_t max_bytes = kMaxInputBytes);

// Writes a file so that a reader sees the old content or the new, never a part; a symbolic link
// stays and its target is written. Into a device or pipe it writes directly. INTERNAL, with the
// reason in words, when that is not possible; an old file is then untouched.
absl::Status WriteAtomically(const std::string& path, const std::string& text);

}  // namespace peerchallenge::cli

#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace peerchallenge::config {

// The text of a file of keys or certificates. FIELD_INVALID naming `flag` when it cannot be read or
// is not in PEM form.
absl::StatusOr<std::string> ReadPem(const std::string& flag, const std::string& path);

}  // namespace peerchallenge::config

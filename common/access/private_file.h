#pragma once

#include <filesystem>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace peerchallenge::access {

// The content of a file that only its owner may read (mode 0600); made with what `make` returns
// when there is none. It appears whole or not at all and is on disk on return; of several processes
// that make it at once, one does and all return its content. FIELD_INVALID ("data_dir") when others
// than the owner may read or write it; STORAGE_UNAVAILABLE when it cannot be read or written.
absl::StatusOr<std::string> ReadOrCreatePrivateFile(const std::filesystem::path& path,
                                                    absl::FunctionRef<std::string()> make);

}  // namespace peerchallenge::access

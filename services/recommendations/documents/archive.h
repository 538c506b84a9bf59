#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace peerchallenge::documents {

struct ArchivedFile {
  enum class Packing { kDeflated, kStored };
  std::string name;
  std::string bytes;
  Packing packing = Packing::kDeflated;
};

// A zip archive of the files, in that order. The same files give the same bytes: all their
// times are the same.
absl::StatusOr<std::string> ZipOf(const std::vector<ArchivedFile>& files);

}  // namespace peerchallenge::documents

#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/evidence/attachments/blob_store.h"

namespace peerchallenge::evidence {

// The names of a zip archive's entries, as its central directory has them
// (APPNOTE.TXT 6.3.10, 4.3.12 and 4.3.16), in order. For office documents: no archive that needs
// ZIP64 or lies on several disks, at most 65,535 entries and 16 MiB of directory. FIELD_INVALID on
// "data" for bytes that are no such archive; errors of the reader.
absl::StatusOr<std::vector<std::string>> ZipNames(BlobReader& content);

}  // namespace peerchallenge::evidence

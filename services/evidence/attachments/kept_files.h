#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "common/backup/part.h"
#include "common/storage/database.h"

namespace peerchallenge::evidence {

// The files to which attachments and uploads refer in the state of the transaction, as
// FileBlobStore keeps them: whole contents, and of uploads the bytes that were acknowledged.
absl::StatusOr<std::vector<backup::KeptFile>> KeptFilesOf(storage::Transaction& tx);

}  // namespace peerchallenge::evidence

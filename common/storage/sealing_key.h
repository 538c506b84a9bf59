#pragma once

#include "absl/status/status.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// Takes away the key that seals tokens (sealer.h), so that the next Sealer::Load() makes another:
// all tokens that were made with it are none any more.
absl::Status ForgetSealingKey(Transaction& tx);

}  // namespace peerchallenge::storage

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/storage/sealer.h"

namespace peerchallenge::changes {

// The token to continue after `revision`: opaque, always of one length, and another one each time.
std::string MakeResumeToken(const storage::Sealer& sealer, int64_t revision);

// Its revision; nothing when it was not made for this store.
std::optional<int64_t> ReadResumeToken(const storage::Sealer& sealer, std::string_view token);

}  // namespace peerchallenge::changes

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/storage/sealer.h"

namespace peerchallenge::resources {

// The etag of a resource's version: the same in all replicas, and it tells nothing of how often or
// when it changed.
std::string EtagOf(const storage::Sealer& sealer, std::string_view name, int64_t version);

}  // namespace peerchallenge::resources

#pragma once

#include <cstdint>

#include "absl/status/statusor.h"

namespace peerchallenge::resources {

inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;

// The number of items that a list request gets: 0 asks for the default, more than the most is cut
// to it, a negative number is FIELD_INVALID on `page_size`.
absl::StatusOr<int> PageSize(int32_t requested);

}  // namespace peerchallenge::resources

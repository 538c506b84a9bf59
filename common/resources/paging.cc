#include "common/resources/paging.h"

#include <algorithm>
#include <string>

#include "common/errors/errors.h"

namespace peerchallenge::resources {

absl::StatusOr<int> PageSize(int32_t requested) {
  if (requested < 0) {
    return errors::InvalidField("page_size", std::to_string(requested), "0 (for 50) to 1000");
  }
  return requested == 0 ? kDefaultPageSize : std::min<int>(requested, kMaxPageSize);
}

}  // namespace peerchallenge::resources

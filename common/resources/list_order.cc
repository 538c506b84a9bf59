#include "common/resources/list_order.h"

#include <limits>

#include "absl/strings/str_format.h"

namespace peerchallenge::resources {

std::string HighestFirst(int64_t number, std::string_view id) {
  // Digits of the way to an end that no one lives to see.
  return absl::StrFormat("%019d/%s", std::numeric_limits<int64_t>::max() - number,
                         absl::string_view(id.data(), id.size()));
}

}  // namespace peerchallenge::resources

#include "common/rpc/backoff.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace peerchallenge::rpc {

absl::Duration Backoff::Next() {
  std::array<uint8_t, 1> byte = {};
  random_.Fill(byte);
  const absl::Duration pause = next_ * (1.0 - byte[0] / 512.0);
  next_ = std::min(next_ * 2, longest_);
  return pause;
}

}  // namespace peerchallenge::rpc

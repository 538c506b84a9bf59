#include "common/rpc/retry.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace peerchallenge::rpc {

absl::Status Retrier::Run(absl::Time deadline, absl::FunctionRef<absl::Status()> attempt) const {
  absl::Duration pause = policy_.first_pause;
  for (int left = policy_.attempts;; --left) {
    absl::Status status = attempt();
    if (!absl::IsUnavailable(status) || left <= 1) return status;
    const absl::Duration this_pause = Jittered(pause);
    if (clock_.Now() + this_pause >= deadline) return status;
    sleep_(this_pause);
    pause = std::min(pause * 2, policy_.longest_pause);
  }
}

absl::Duration Retrier::Jittered(absl::Duration pause) const {
  std::array<uint8_t, 1> byte;
  random_.Fill(byte);
  return pause * (1.0 - byte[0] / 512.0);
}

}  // namespace peerchallenge::rpc

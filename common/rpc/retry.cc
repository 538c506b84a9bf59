#include "common/rpc/retry.h"

#include "common/rpc/backoff.h"

namespace peerchallenge::rpc {

absl::Status Retrier::Run(absl::Time deadline, absl::FunctionRef<absl::Status()> attempt) const {
  Backoff pauses(policy_.first_pause, policy_.longest_pause, random_);
  for (int left = policy_.attempts;; --left) {
    absl::Status status = attempt();
    if (!absl::IsUnavailable(status) || left <= 1) return status;
    const absl::Duration pause = pauses.Next();
    if (clock_.Now() + pause >= deadline) return status;
    sleep_(pause);
  }
}

}  // namespace peerchallenge::rpc

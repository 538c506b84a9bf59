#pragma once

#include "absl/time/time.h"
#include "common/environment/random.h"

namespace peerchallenge::rpc {

// Pauses between attempts at the same thing: they double up to the longest one, each shortened at
// random by up to half so that many clients do not come back at once.
class Backoff {
 public:
  // `random` outlives it.
  Backoff(absl::Duration first, absl::Duration longest, environment::RandomSource& random)
      : first_(first), longest_(longest), random_(random), next_(first) {}

  // The pause before the next attempt.
  absl::Duration Next();
  // Begins anew, after an attempt that went well.
  void Reset() { next_ = first_; }

 private:
  const absl::Duration first_;
  const absl::Duration longest_;
  environment::RandomSource& random_;
  absl::Duration next_;
};

}  // namespace peerchallenge::rpc

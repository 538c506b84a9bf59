#pragma once

#include <functional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"

namespace peerchallenge::rpc {

struct RetryPolicy {
  int attempts = 4;  // at most, with the first one
  absl::Duration first_pause = absl::Milliseconds(50);
  absl::Duration longest_pause = absl::Seconds(2);
};

// Repeats calls that failed with UNAVAILABLE. Only for calls that may be sent twice: reads, and
// mutations with a request id. Pauses as in backoff.h. Thread-safe.
class Retrier {
 public:
  using Sleeper = std::function<void(absl::Duration)>;

  Retrier(const RetryPolicy& policy, const environment::Clock& clock,
          environment::RandomSource& random, Sleeper sleep = absl::SleepFor)
      : policy_(policy), clock_(clock), random_(random), sleep_(std::move(sleep)) {}

  // The outcome of the last attempt. Stops early when the next pause would pass `deadline`.
  absl::Status Run(absl::Time deadline, absl::FunctionRef<absl::Status()> attempt) const;

 private:
  const RetryPolicy policy_;
  const environment::Clock& clock_;
  environment::RandomSource& random_;
  const Sleeper sleep_;
};

}  // namespace peerchallenge::rpc

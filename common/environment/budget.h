#pragma once

#include <chrono>
#include <stop_token>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace peerchallenge::environment {

// When to stop long computing: a time limit on the monotonic clock and the caller's stop token.
// Every loop of a solver that can run for more than a few milliseconds asks it.
class Budget {
 public:
  Budget(absl::Duration limit, std::stop_token stop)
      : start_(Clock::now()), limit_(limit), stop_(std::move(stop)) {}

  static Budget Endless() { return Budget(absl::InfiniteDuration(), {}); }

  // Whether to stop now. Once true, always true.
  bool Spent() {
    if (!spent_) spent_ = stop_.stop_requested() || Elapsed() >= limit_;
    return spent_;
  }

  // Spent(), asked of the clock only every 64th time: for inner loops.
  bool SpentNow() { return (++calls_ & 63) == 0 ? Spent() : spent_; }

  // How much is left of the time limit, however it is with the stop token.
  absl::Duration Left() const { return limit_ - Elapsed(); }

  absl::Duration Elapsed() const { return absl::FromChrono(Clock::now() - start_); }

 private:
  using Clock = std::chrono::steady_clock;

  Clock::time_point start_;
  absl::Duration limit_;
  std::stop_token stop_;
  unsigned calls_ = 0;
  bool spent_ = false;
};

}  // namespace peerchallenge::environment

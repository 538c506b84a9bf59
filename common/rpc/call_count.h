#pragma once

#include <atomic>
#include <cstdint>

#include "absl/time/time.h"
#include "common/environment/mutex.h"

namespace peerchallenge::rpc {

// Counts calls that are not done; draining waits until there are none. Counting takes no lock
// before someone waits.
class CallCount {
 public:
  void Add() { count_.fetch_add(1); }
  void Remove();
  // False if some are left after `limit`.
  bool WaitForNone(absl::Duration limit);

 private:
  std::atomic<int64_t> count_{0};
  std::atomic<bool> waited_for_{false};
  environment::Mutex mutex_;
  environment::ConditionVariable none_;
};

}  // namespace peerchallenge::rpc

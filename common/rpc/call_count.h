#pragma once

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"

namespace peerchallenge::rpc {

// Counts calls that are not done; draining waits until there are none. Whoever has waited may
// destroy it, even while the last Remove() returns.
class CallCount {
 public:
  // How many there are with this one.
  int64_t Add();
  void Remove();
  // False if some are left after `limit`.
  bool WaitForNone(absl::Duration limit);
  // Waits until none has come for `quiet`, or until `limit` is over.
  void WaitForQuiet(absl::Duration quiet, absl::Duration limit);

 private:
  environment::Mutex mutex_;
  environment::ConditionVariable none_;
  int64_t count_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t came_ ABSL_GUARDED_BY(mutex_) = 0;  // in all
};

}  // namespace peerchallenge::rpc

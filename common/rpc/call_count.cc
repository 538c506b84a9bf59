#include "common/rpc/call_count.h"

namespace peerchallenge::rpc {

// Both atomics are sequentially consistent: either the last Remove() sees that someone waits, or
// the waiter sees zero.
void CallCount::Remove() {
  if (count_.fetch_sub(1) != 1 || !waited_for_.load()) return;
  const environment::MutexLock lock(mutex_);
  none_.NotifyAll();
}

bool CallCount::WaitForNone(absl::Duration limit) {
  const auto deadline = environment::SteadyAfter(limit);
  environment::MutexLock lock(mutex_);
  waited_for_.store(true);
  while (count_.load() != 0) {
    if (!none_.WaitUntil(lock, deadline)) return count_.load() == 0;
  }
  return true;
}

}  // namespace peerchallenge::rpc

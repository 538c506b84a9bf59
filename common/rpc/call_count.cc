#include "common/rpc/call_count.h"

namespace peerchallenge::rpc {

int64_t CallCount::Add() {
  const environment::MutexLock lock(mutex_);
  return ++count_;
}

void CallCount::Remove() {
  const environment::MutexLock lock(mutex_);
  if (--count_ == 0) none_.NotifyAll();
}

bool CallCount::WaitForNone(absl::Duration limit) {
  const auto deadline = environment::SteadyAfter(limit);
  environment::MutexLock lock(mutex_);
  while (count_ != 0) {
    if (!none_.WaitUntil(lock, deadline)) return count_ == 0;
  }
  return true;
}

}  // namespace peerchallenge::rpc

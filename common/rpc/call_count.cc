#include "common/rpc/call_count.h"

#include <algorithm>
#include <chrono>

namespace peerchallenge::rpc {

int64_t CallCount::Add() {
  const environment::MutexLock lock(mutex_);
  ++came_;
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

void CallCount::WaitForQuiet(absl::Duration quiet, absl::Duration limit) {
  const auto deadline = environment::SteadyAfter(limit);
  environment::MutexLock lock(mutex_);
  for (int64_t seen = -1; seen != came_ && std::chrono::steady_clock::now() < deadline;) {
    seen = came_;
    const auto until = std::min(environment::SteadyAfter(quiet), deadline);
    while (none_.WaitUntil(lock, until)) continue;  // whatever ends meanwhile: time is to pass
  }
}

}  // namespace peerchallenge::rpc

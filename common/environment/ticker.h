#pragma once

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"

namespace peerchallenge::environment {

// Calls a function again and again on a thread of its own, with a pause between the end of one call
// and the begin of the next.
class Ticker {
 public:
  // The first call comes after a pause. An infinite pause: never calls, and has no thread.
  Ticker(absl::Duration pause, std::function<void()> tick);
  // Waits for a call under way.
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void Run();

  const absl::Duration pause_;
  const std::function<void()> tick_;
  Mutex mutex_;
  ConditionVariable stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all others
};

}  // namespace peerchallenge::environment

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"

// std::mutex and its condition variable with the annotations of Clang's thread safety analysis
// (ABSL_GUARDED_BY). Used in place of absl::Mutex, which lives in a library that ThreadSanitizer
// cannot look into: it takes every access under such a lock for a race.
namespace peerchallenge::environment {

class ABSL_LOCKABLE Mutex {
 public:
  void lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  friend class MutexLock;
  std::mutex mutex_;
};

// Holds the lock while it lives, but for the time between Unlock() and Lock().
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : lock_(mutex.mutex_) {}
  ~MutexLock() ABSL_UNLOCK_FUNCTION() {}
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { lock_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { lock_.unlock(); }

 private:
  friend class ConditionVariable;
  std::unique_lock<std::mutex> lock_;
};

// Wait() may return without a cause: wait in a loop that tests the condition.
class ConditionVariable {
 public:
  void Wait(MutexLock& lock) { condition_.wait(lock.lock_); }
  // False when `deadline` (by the steady clock) has passed.
  bool WaitUntil(MutexLock& lock, std::chrono::steady_clock::time_point deadline) {
    return condition_.wait_until(lock.lock_, deadline) == std::cv_status::no_timeout;
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

// The time point `duration` from now by the steady clock; far away for an infinite one.
inline std::chrono::steady_clock::time_point SteadyAfter(absl::Duration duration) {
  constexpr absl::Duration kFarAway = absl::Hours(24 * 365);
  return std::chrono::steady_clock::now() +
         absl::ToChronoNanoseconds(duration < kFarAway ? duration : kFarAway);
}

}  // namespace peerchallenge::environment

#pragma once

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"

namespace peerchallenge::rpc {

// A piece of work. Part of the object that it works on, so that handing it over allocates nothing;
// it must not be submitted again before Run() has begun.
class Task {
 public:
  virtual void Run() = 0;

 protected:
  ~Task() = default;

 private:
  friend class Executor;
  Task* next_ = nullptr;
};

// A fixed number of threads that run tasks in the order in which they came. Thread-safe.
//
// Waking a thread costs more than most tasks, so as few as possible are woken: the one that went to
// sleep last (its caches are warm), one at a time; a woken worker wakes the next one if work is
// left. Workers that are busy take further tasks without sleeping.
class Executor {
 public:
  // At most `queue_limit` tasks of TrySubmit() wait at once.
  Executor(int workers, size_t queue_limit);
  // Stop() without a limit.
  ~Executor();

  // Queues `task`; false, and the task is untouched, if the queue is full or the executor stops.
  bool TrySubmit(Task& task);
  // Queues `task` even then: for the next step of work that was admitted and is bounded elsewhere.
  // Runs also when the executor stops; afterwards it runs at once on the caller's thread.
  void Submit(Task& task);

  // Runs what is queued, then ends the threads. False if some still run after `limit`; they go on,
  // and a further call waits for them again.
  bool Stop(absl::Duration limit);

  // Tasks that wait; a little out of date.
  size_t depth() const { return depth_.load(std::memory_order_relaxed); }

 private:
  struct Worker {
    environment::ConditionVariable wake;
    bool woken = false;       // guarded by the executor's mutex, as is `below`
    Worker* below = nullptr;  // in the stack of sleepers
    std::thread thread;
  };

  void Work(Worker& self);
  void Push(Task& task) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Task& Pop() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The sleeper to notify once the lock is released, or null.
  Worker* TakeSleeperIfUseful() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Sleep(Worker& self, environment::MutexLock& lock) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t queue_limit_;
  std::atomic<size_t> depth_{0};  // changed with the lock held
  environment::Mutex mutex_;
  Task* head_ ABSL_GUARDED_BY(mutex_) = nullptr;
  Task* tail_ ABSL_GUARDED_BY(mutex_) = nullptr;
  Worker* sleepers_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool waking_ ABSL_GUARDED_BY(mutex_) = false;  // a woken worker has not looked at the queue yet
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  size_t running_ ABSL_GUARDED_BY(mutex_);  // threads
  environment::ConditionVariable ended_;
  std::vector<Worker> workers_;
};

}  // namespace peerchallenge::rpc

#include "common/rpc/executor.h"

#include <utility>

namespace peerchallenge::rpc {

Executor::Executor(int workers, size_t queue_limit)
    : queue_limit_(queue_limit), running_(static_cast<size_t>(workers)), workers_(running_) {
  for (Worker& worker : workers_) {
    worker.thread = std::thread([this, &worker] { Work(worker); });
  }
}

Executor::~Executor() { Stop(absl::InfiniteDuration()); }

bool Executor::TrySubmit(Task& task) {
  Worker* sleeper;
  {
    const environment::MutexLock lock(mutex_);
    if (stopping_ || depth_.load(std::memory_order_relaxed) >= queue_limit_) return false;
    Push(task);
    sleeper = TakeSleeperIfUseful();
  }
  if (sleeper != nullptr) sleeper->wake.NotifyOne();
  return true;
}

void Executor::Submit(Task& task) {
  Worker* sleeper = nullptr;
  bool run_here = false;
  {
    const environment::MutexLock lock(mutex_);
    run_here = running_ == 0;
    if (!run_here) {
      Push(task);
      sleeper = TakeSleeperIfUseful();
    }
  }
  if (run_here) task.Run();
  if (sleeper != nullptr) sleeper->wake.NotifyOne();
}

bool Executor::Stop(absl::Duration limit) {
  const auto deadline = environment::SteadyAfter(limit);
  {
    environment::MutexLock lock(mutex_);
    stopping_ = true;
    for (Worker& worker : workers_) {
      worker.woken = true;
      worker.wake.NotifyOne();
    }
    sleepers_ = nullptr;
    while (running_ > 0) {
      if (limit == absl::InfiniteDuration()) {
        ended_.Wait(lock);
      } else if (!ended_.WaitUntil(lock, deadline) && running_ > 0) {
        return false;
      }
    }
  }
  for (Worker& worker : workers_) {
    if (worker.thread.joinable()) worker.thread.join();
  }
  return true;
}

void Executor::Work(Worker& self) {
  environment::MutexLock lock(mutex_);
  while (true) {
    if (head_ == nullptr) {
      if (stopping_) break;
      Sleep(self, lock);
      continue;
    }
    Task& task = Pop();
    Worker* sleeper = TakeSleeperIfUseful();
    lock.Unlock();
    if (sleeper != nullptr) sleeper->wake.NotifyOne();
    task.Run();
    lock.Lock();
  }
  --running_;
  ended_.NotifyAll();
}

void Executor::Push(Task& task) {
  task.next_ = nullptr;
  (head_ == nullptr ? head_ : tail_->next_) = &task;
  tail_ = &task;
  depth_.fetch_add(1, std::memory_order_relaxed);
}

Task& Executor::Pop() {
  Task& task = *std::exchange(head_, head_->next_);
  if (head_ == nullptr) tail_ = nullptr;
  depth_.fetch_sub(1, std::memory_order_relaxed);
  return task;
}

Executor::Worker* Executor::TakeSleeperIfUseful() {
  if (head_ == nullptr || waking_ || sleepers_ == nullptr) return nullptr;
  Worker* sleeper = std::exchange(sleepers_, sleepers_->below);
  sleeper->woken = true;
  waking_ = true;
  return sleeper;
}

void Executor::Sleep(Worker& self, environment::MutexLock& lock) {
  self.below = std::exchange(sleepers_, &self);
  self.woken = false;
  while (!self.woken) self.wake.Wait(lock);
  waking_ = false;
}

}  // namespace peerchallenge::rpc

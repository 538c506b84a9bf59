#include "services/scheduling/planning/search/crew.h"

#include <algorithm>

namespace peerchallenge::scheduling::planning {

int Crew::SizeFor(int threads) {
  constexpr int kMostOfUse = 2;
  if (threads > 0) return threads;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMostOfUse);
}

Crew::Crew(int size) {
  for (int i = 1; i < size; ++i) {
    helpers_.emplace_back([this, thread = static_cast<size_t>(i)] { Help(thread); });
  }
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Crew::Share(size_t count, const Task& task) {
  std::unique_lock lock(mutex_);
  task_ = &task;
  next_ = 0;
  count_ = count;
  if (count > 1) wake_.notify_all();
  WorkAs(0, task, lock);
  // A helper that has not woken by now finds nothing left to do.
  task_ = nullptr;
  idle_.wait(lock, [this] { return working_ == 0; });
}

void Crew::Help(size_t thread) {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ended_ || (task_ != nullptr && next_ < count_); });
    if (ended_) return;
    ++working_;
    WorkAs(thread, *task_, lock);
    if (--working_ == 0) idle_.notify_one();
  }
}

void Crew::WorkAs(size_t thread, const Task& task, std::unique_lock<std::mutex>& lock) {
  while (next_ < count_) {
    const size_t piece = next_++;
    lock.unlock();
    task(piece, thread);
    lock.lock();
  }
}

}  // namespace peerchallenge::scheduling::planning

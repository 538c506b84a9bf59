#include "common/environment/ticker.h"

#include <utility>

namespace peerchallenge::environment {

Ticker::Ticker(absl::Duration pause, std::function<void()> tick)
    : pause_(pause), tick_(std::move(tick)) {
  if (pause < absl::InfiniteDuration()) thread_ = std::thread([this] { Run(); });
}

Ticker::~Ticker() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  stop_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void Ticker::Run() {
  while (true) {
    {
      MutexLock lock(mutex_);
      const auto next = SteadyAfter(pause_);
      while (!stopping_ && stop_.WaitUntil(lock, next)) {
      }
      if (stopping_) return;
    }
    tick_();
  }
}

}  // namespace peerchallenge::environment

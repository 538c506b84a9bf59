#include "common/changes/event_ring.h"

#include <algorithm>

#include "absl/base/internal/raw_logging.h"

namespace peerchallenge::changes {

void EventRing::Reset(int64_t revision) {
  const environment::MutexLock lock(mutex_);
  events_.clear();
  bytes_ = 0;
  last_ = revision;
}

void EventRing::Append(const std::vector<SharedEvent>& events) {
  const environment::MutexLock lock(mutex_);
  for (const SharedEvent& event : events) {
    ABSL_RAW_CHECK(event->revision == last_ + 1, "a gap in the ring would be a skipped change");
    last_ = event->revision;
    bytes_ += event->bytes;
    events_.push_back(event);
  }
  while (bytes_ > max_bytes_) {
    bytes_ -= events_.front()->bytes;
    events_.pop_front();
  }
}

int64_t EventRing::Last() const {
  const environment::MutexLock lock(mutex_);
  return last_;
}

std::optional<std::vector<SharedEvent>> EventRing::After(int64_t revision, size_t most) const {
  const environment::MutexLock lock(mutex_);
  if (revision >= last_) return std::vector<SharedEvent>();
  const int64_t first = last_ - static_cast<int64_t>(events_.size()) + 1;
  if (revision < first - 1) return std::nullopt;
  const auto begin = events_.begin() + (revision + 1 - first);
  const auto left = static_cast<size_t>(events_.end() - begin);
  return std::vector<SharedEvent>(begin, begin + static_cast<std::ptrdiff_t>(std::min(left, most)));
}

}  // namespace peerchallenge::changes

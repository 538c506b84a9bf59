#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "common/changes/event.h"
#include "common/environment/mutex.h"

namespace peerchallenge::changes {

using SharedEvent = std::shared_ptr<const Event>;

// The latest events in order, without a gap, up to a size. Safe from all threads.
class EventRing {
 public:
  explicit EventRing(size_t max_bytes) : max_bytes_(max_bytes) {}

  // Starts anew after `revision`: nothing is held, and the next event to add is the one after it.
  void Reset(int64_t revision);

  // Adds events that follow on the last one; the oldest go when it gets too large.
  void Append(const std::vector<SharedEvent>& events);

  // The revision of the last event that was added.
  int64_t Last() const;

  // Up to `most` events after `revision`. nullopt when the ring does not reach back that far.
  std::optional<std::vector<SharedEvent>> After(int64_t revision, size_t most) const;

 private:
  const size_t max_bytes_;
  mutable environment::Mutex mutex_;
  std::deque<SharedEvent> events_ ABSL_GUARDED_BY(mutex_);
  int64_t last_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace peerchallenge::changes

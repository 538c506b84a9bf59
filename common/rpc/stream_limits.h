#pragma once

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "common/environment/mutex.h"

namespace peerchallenge::rpc {

// Bounds how many streams are open, of all callers and of each. Thread-safe.
class StreamLimits {
 public:
  StreamLimits(size_t most, size_t most_per_caller)
      : most_(most), most_per_caller_(most_per_caller) {}

  // Counts a stream of `subject`, or RESOURCE_EXHAUSTED (QUOTA_EXCEEDED). Each OK is followed by
  // one Release().
  absl::Status Acquire(const std::string& subject);
  void Release(const std::string& subject);

 private:
  const size_t most_;
  const size_t most_per_caller_;
  environment::Mutex mutex_;
  size_t open_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, size_t> open_of_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace peerchallenge::rpc

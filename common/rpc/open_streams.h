#pragma once

#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "common/environment/mutex.h"

namespace peerchallenge::rpc {

class StreamingCall;

// The streams that are open, so that draining finds them. Thread-safe.
class OpenStreams {
 public:
  void Add(StreamingCall& stream);
  void Remove(StreamingCall& stream);
  // Those that are open now.
  std::vector<std::shared_ptr<StreamingCall>> All();

 private:
  environment::Mutex mutex_;
  absl::flat_hash_set<StreamingCall*> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace peerchallenge::rpc

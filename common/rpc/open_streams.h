#pragma once

#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "common/environment/mutex.h"

namespace peerchallenge::rpc {

class StreamCall;

// The streams that are open, so that draining finds them. Thread-safe.
class OpenStreams {
 public:
  void Add(StreamCall& stream);
  void Remove(StreamCall& stream);
  // Those that are open now.
  std::vector<std::shared_ptr<StreamCall>> All();

 private:
  environment::Mutex mutex_;
  absl::flat_hash_set<StreamCall*> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace peerchallenge::rpc

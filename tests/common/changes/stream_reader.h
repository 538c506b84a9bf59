#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "common/environment/mutex.h"
#include "common/rpc/stream.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::changes {

// Pulls a watch as the runtime does.
class StreamReader {
 public:
  explicit StreamReader(std::unique_ptr<rpc::Stream> stream);

  // The next response; waits until the stream says that there may be one.
  absl::StatusOr<v1::WatchResponse> Next();
  // The next response, if there is one now.
  absl::StatusOr<std::optional<v1::WatchResponse>> NextNow();
  // How often the stream asked to be asked.
  int wakes();

 private:
  environment::Mutex mutex_;
  environment::ConditionVariable woken_;
  int wakes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unique_ptr<rpc::Stream> stream_;  // last: goes first
};

}  // namespace peerchallenge::changes

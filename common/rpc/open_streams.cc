#include "common/rpc/open_streams.h"

#include "common/rpc/streaming_call.h"

namespace peerchallenge::rpc {

void OpenStreams::Add(StreamingCall& stream) {
  const environment::MutexLock lock(mutex_);
  streams_.insert(&stream);
}

void OpenStreams::Remove(StreamingCall& stream) {
  const environment::MutexLock lock(mutex_);
  streams_.erase(&stream);
}

// A stream that is in the set has not been removed by its OnDone(), so gRPC still holds it.
std::vector<std::shared_ptr<StreamingCall>> OpenStreams::All() {
  const environment::MutexLock lock(mutex_);
  std::vector<std::shared_ptr<StreamingCall>> all;
  all.reserve(streams_.size());
  for (StreamingCall* stream : streams_) all.push_back(stream->shared_from_this());
  return all;
}

}  // namespace peerchallenge::rpc

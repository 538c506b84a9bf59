#include "tests/common/changes/stream_reader.h"

#include <utility>

namespace peerchallenge::changes {

StreamReader::StreamReader(std::unique_ptr<rpc::Stream> stream) : stream_(std::move(stream)) {
  stream_->SetWake([this] {
    const environment::MutexLock lock(mutex_);
    ++wakes_;
    woken_.NotifyOne();
  });
}

absl::StatusOr<v1::WatchResponse> StreamReader::Next() {
  while (true) {
    const int before = wakes();
    absl::StatusOr<std::optional<v1::WatchResponse>> response = NextNow();
    if (!response.ok()) return response.status();
    if (response->has_value()) return **std::move(response);
    environment::MutexLock lock(mutex_);
    while (wakes_ == before) woken_.Wait(lock);
  }
}

absl::StatusOr<std::optional<v1::WatchResponse>> StreamReader::NextNow() {
  absl::StatusOr<rpc::StreamStep> step = stream_->Next();
  if (!step.ok()) return step.status();
  auto* message = std::get_if<std::unique_ptr<google::protobuf::Message>>(&*step);
  if (message == nullptr) return std::nullopt;
  v1::WatchResponse response;
  response.CopyFrom(**message);
  return response;
}

int StreamReader::wakes() {
  const environment::MutexLock lock(mutex_);
  return wakes_;
}

}  // namespace peerchallenge::changes

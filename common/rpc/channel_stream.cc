#include "common/rpc/channel_stream.h"

#include <exception>
#include <utility>

#include "common/errors/errors.h"

namespace peerchallenge::rpc {

bool ChannelStream::Writer::Push(MessagePtr message, absl::Duration patience) {
  const auto deadline = environment::SteadyAfter(patience);
  {
    environment::MutexLock lock(stream_.mutex_);
    while (!stream_.stopped_ && stream_.queue_.size() >= stream_.capacity_) {
      if (stream_.changed_.WaitUntil(lock, deadline)) continue;
      if (stream_.queue_.size() >= stream_.capacity_) return false;
    }
    if (stream_.stopped_) return false;
    stream_.queue_.push_back({std::move(message), false});
  }
  stream_.wake_();
  return true;
}

bool ChannelStream::Writer::PushOrReplace(MessagePtr message) {
  {
    environment::MutexLock lock(stream_.mutex_);
    if (stream_.stopped_) return false;
    if (stream_.queue_.size() < stream_.capacity_) {
      stream_.queue_.push_back({std::move(message), true});
    } else {
      for (auto entry = stream_.queue_.rbegin(); entry != stream_.queue_.rend(); ++entry) {
        if (!entry->replaceable) continue;
        entry->message = std::move(message);
        break;
      }
    }
  }
  stream_.wake_();
  return true;
}

std::stop_token ChannelStream::Writer::stop() const { return stream_.stop_.get_token(); }

ChannelStream::ChannelStream(size_t capacity, Job job)
    : capacity_(capacity), job_(std::move(job)) {}

ChannelStream::~ChannelStream() {
  stop_.request_stop();  // before a waiting Push() returns: the job then sees it
  {
    const environment::MutexLock lock(mutex_);
    stopped_ = true;
  }
  changed_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void ChannelStream::SetWake(std::function<void()> wake) {
  wake_ = std::move(wake);
  thread_ = std::thread([this] { Run(); });
}

void ChannelStream::Run() {
  Writer writer(*this);
  absl::Status outcome;
  try {
    outcome = std::exchange(job_, nullptr)(writer);
  } catch (const std::exception& exception) {
    outcome = absl::InternalError(
        exception.what());  // without a reason: the runtime logs it and hides the text
  }
  {
    environment::MutexLock lock(mutex_);
    outcome_ = std::move(outcome);
  }
  wake_();
}

absl::StatusOr<StreamStep> ChannelStream::Next() {
  environment::MutexLock lock(mutex_);
  if (!queue_.empty()) {
    StreamStep step = std::move(queue_.front().message);
    queue_.pop_front();
    changed_.NotifyOne();
    return step;
  }
  if (!outcome_) return StreamStep(Wait{});
  if (!outcome_->ok()) return *outcome_;
  return StreamStep(End{});
}

}  // namespace peerchallenge::rpc

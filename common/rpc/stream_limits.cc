#include "common/rpc/stream_limits.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::rpc {
namespace {

absl::Status Exceeded(const std::string& quota, size_t most) {
  return errors::Make(errors::v1::ERROR_REASON_QUOTA_EXCEEDED,
                      absl::StrCat("as many streams are open as are allowed: ", most),
                      {{"quota", quota}});
}

}  // namespace

absl::Status StreamLimits::Acquire(const std::string& subject) {
  const environment::MutexLock lock(mutex_);
  if (open_ >= most_) return Exceeded("streams", most_);
  size_t& open_of_subject = open_of_[subject];  // at most as many entries as open streams
  if (open_of_subject >= most_per_caller_) return Exceeded("streams_per_caller", most_per_caller_);
  ++open_of_subject;
  ++open_;
  return absl::OkStatus();
}

void StreamLimits::Release(const std::string& subject) {
  const environment::MutexLock lock(mutex_);
  --open_;
  const auto entry = open_of_.find(subject);
  if (--entry->second == 0) open_of_.erase(entry);
}

}  // namespace peerchallenge::rpc

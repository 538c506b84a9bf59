#include "tests/services/recommendations/support/fake_scheduling.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"

namespace peerchallenge::recommendations {

using environment::MutexLock;
using scheduling::v1::ListInterestsRequest;
using scheduling::v1::ListInterestsResponse;

void FakeScheduling::Declare(const scheduling::v1::Interest& interest) {
  const MutexLock lock(mutex_);
  interests_.push_back(interest);
}

void FakeScheduling::GoAway() {
  const MutexLock lock(mutex_);
  away_ = true;
}

void FakeScheduling::Hold() {
  const MutexLock lock(mutex_);
  held_ = true;
}

void FakeScheduling::LetGo() {
  const MutexLock lock(mutex_);
  held_ = false;
  changed_.NotifyAll();
}

void FakeScheduling::Ignore() {
  const MutexLock lock(mutex_);
  ignores_ = true;
}

void FakeScheduling::GoOnForEver() {
  const MutexLock lock(mutex_);
  endless_ = true;
}

void FakeScheduling::AwaitRuns(int count) {
  MutexLock lock(mutex_);
  while (runs_ < count) changed_.Wait(lock);
}

absl::Status FakeScheduling::UnaryMessage(const std::string&,
                                          const google::protobuf::Message& request,
                                          const rpc::CallOptions& options,
                                          google::protobuf::Message& response) {
  const auto& asked = static_cast<const ListInterestsRequest&>(request);
  auto& page = static_cast<ListInterestsResponse&>(response);
  size_t at = 0;
  if (!asked.page_token().empty() && !absl::SimpleAtoi(asked.page_token(), &at)) {
    return absl::InvalidArgumentError(asked.page_token());
  }
  MutexLock lock(mutex_);
  if (asked.page_token().empty()) ++runs_;
  changed_.NotifyAll();
  while (held_) changed_.Wait(lock);
  const auto until = environment::SteadyAfter(options.deadline - absl::Now());
  while (ignores_) {
    if (!changed_.WaitUntil(lock, until)) return absl::DeadlineExceededError("no answer");
  }
  if (away_)
    return errors::Make(errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE, "nobody is there");
  if (at < interests_.size()) *page.add_interests() = interests_[at];
  if (endless_ || at + 1 < interests_.size()) page.set_next_page_token(absl::StrCat(at + 1));
  return absl::OkStatus();
}

std::unique_ptr<rpc::MessageReader> FakeScheduling::StreamMessages(const std::string&,
                                                                   const google::protobuf::Message&,
                                                                   const rpc::CallOptions&) {
  return nullptr;
}

std::unique_ptr<rpc::MessageSender> FakeScheduling::SendMessages(const std::string&,
                                                                 const rpc::CallOptions&) {
  return nullptr;
}

}  // namespace peerchallenge::recommendations

#include "tests/common/rpc/direct_channel.h"

#include <utility>
#include <variant>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/environment/mutex.h"
#include "common/errors/errors.h"
#include "google/protobuf/descriptor.h"

namespace peerchallenge::rpc {
namespace {

absl::Status Away() {
  return errors::Make(errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE, "the service is away");
}

constexpr absl::Duration kLongestWait = absl::Seconds(30);

// Pulls a stream, as the runtime does, on the reader's own thread.
class DirectReader final : public MessageReader {
 public:
  explicit DirectReader(absl::StatusOr<std::unique_ptr<Stream>> stream)
      : stream_(std::move(stream)) {
    if (!stream_.ok()) return;
    (*stream_)->SetWake([this] {
      const environment::MutexLock lock(mutex_);
      woken_ = true;
      wake_.NotifyAll();
    });
  }

  absl::StatusOr<bool> Next(google::protobuf::Message& message) override {
    if (!stream_.ok()) return stream_.status();
    while (true) {
      auto step = (*stream_)->Next();
      if (!step.ok()) return step.status();
      if (std::holds_alternative<End>(*step)) return false;
      if (const auto* next = std::get_if<std::unique_ptr<google::protobuf::Message>>(&*step)) {
        message.CopyFrom(**next);
        return true;
      }
      if (!WaitForWake()) return absl::DeadlineExceededError("the stream tells nothing");
    }
  }

 private:
  bool WaitForWake() {
    const auto until = environment::SteadyAfter(kLongestWait);
    environment::MutexLock lock(mutex_);
    while (!woken_) {
      if (!wake_.WaitUntil(lock, until)) return false;
    }
    woken_ = false;
    return true;
  }

  environment::Mutex mutex_;
  environment::ConditionVariable wake_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  absl::StatusOr<std::unique_ptr<Stream>> stream_;  // last: it wakes all others
};

}  // namespace

const Method* DirectChannel::Find(const std::string& method) const {
  const std::string full_name = absl::StrReplaceAll(method, {{"/", "."}});
  return registry_.Find(
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(full_name));
}

Call DirectChannel::MakeCall(const std::string& method, const Method& found,
                             const CallOptions& options) const {
  Call call;
  call.caller = caller_;
  call.deadline = options.deadline;
  call.method = method;
  call.permission = found.access.permission();
  return call;
}

absl::Status DirectChannel::UnaryMessage(const std::string& method,
                                         const google::protobuf::Message& request,
                                         const CallOptions& options,
                                         google::protobuf::Message& response) {
  if (away_) return Away();
  const Method* found = Find(method);
  if (found == nullptr) return absl::UnimplementedError(absl::StrCat("no method ", method));
  return std::get<UnaryHandler>(found->handler)(MakeCall(method, *found, options), request,
                                                [&](const google::protobuf::Message& reply) {
                                                  response.CopyFrom(reply);
                                                  return absl::OkStatus();
                                                });
}

std::unique_ptr<MessageReader> DirectChannel::StreamMessages(
    const std::string& method, const google::protobuf::Message& request,
    const CallOptions& options) {
  const Method* found = Find(method);
  if (away_ || found == nullptr) return std::make_unique<DirectReader>(Away());
  return std::make_unique<DirectReader>(
      std::get<StreamHandler>(found->handler)(MakeCall(method, *found, options), request));
}

std::unique_ptr<MessageSender> DirectChannel::SendMessages(const std::string&, const CallOptions&) {
  return nullptr;
}

}  // namespace peerchallenge::rpc

#include "common/rpc/peer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"

namespace peerchallenge::rpc {
namespace {

// The stream of a service that is not connected.
class NoReader final : public MessageReader {
 public:
  explicit NoReader(absl::Status status) : status_(std::move(status)) {}
  absl::StatusOr<bool> Next(google::protobuf::Message&) override { return status_; }

 private:
  const absl::Status status_;
};

}  // namespace

void Peer::Connect(std::shared_ptr<Channel> channel, std::string token) {
  const environment::MutexLock lock(mutex_);
  connection_ = {std::move(channel), std::move(token)};
}

void Peer::Leave() {
  const environment::MutexLock lock(mutex_);
  connection_ = {};
}

Peer::Connection Peer::Current() const {
  const environment::MutexLock lock(mutex_);
  return connection_;
}

absl::Status Peer::Away(absl::string_view why) const {
  return errors::Make(errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE,
                      absl::StrCat(service_, " does not answer: ", why), {{"service", service_}});
}

absl::Status Peer::UnaryMessage(const std::string& method, const google::protobuf::Message& request,
                                CallOptions options, absl::Duration limit,
                                google::protobuf::Message& response) const {
  const Connection connection = Current();
  if (connection.channel == nullptr) return Away("it is not connected");
  options.deadline = std::min(options.deadline, absl::Now() + limit);
  options.bearer_token = connection.token;
  absl::Status status = connection.channel->UnaryMessage(method, request, options, response);
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
      absl::IsResourceExhausted(status)) {
    return Away(status.message());
  }
  return status;
}

std::unique_ptr<MessageReader> Peer::StreamMessages(const std::string& method,
                                                    const google::protobuf::Message& request,
                                                    const std::stop_token& stop) const {
  const Connection connection = Current();
  if (connection.channel == nullptr) {
    return std::make_unique<NoReader>(Away("it is not connected"));
  }
  CallOptions options;
  options.bearer_token = connection.token;
  options.cancelled = stop;
  return connection.channel->StreamMessages(method, request, options);
}

}  // namespace peerchallenge::rpc

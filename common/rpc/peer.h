#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"
#include "common/rpc/client.h"

namespace peerchallenge::rpc {

// Another service of the suite, called on this service's own account. It is connected some time
// after the start, and left before the end; in between and before, calls fail as those to a service
// that is away. Thread-safe.
class Peer {
 public:
  // `service` names it in errors: "evidence".
  explicit Peer(std::string service) : service_(std::move(service)) {}

  // `token` says who calls; empty where the channel's client certificate does.
  void Connect(std::shared_ptr<Channel> channel, std::string token);
  void Leave();

  // Calls a unary method as `options` say (for a call that waits for it: Within()), but with this
  // service's token, and at most until `limit` from now. DEPENDENCY_UNAVAILABLE (metadata
  // `service`) when there is no answer, also within that time.
  template <typename Response>
  absl::StatusOr<Response> Unary(const std::string& method,
                                 const google::protobuf::Message& request,
                                 const CallOptions& options, absl::Duration limit) const {
    Response response;
    absl::Status status = UnaryMessage(method, request, options, limit, response);
    if (!status.ok()) return status;
    return response;
  }
  // Opens a server stream.
  template <typename Response>
  Reader<Response> Stream(const std::string& method, const google::protobuf::Message& request,
                          const std::stop_token& stop) const {
    return Reader<Response>(StreamMessages(method, request, stop));
  }

 private:
  absl::Status UnaryMessage(const std::string& method, const google::protobuf::Message& request,
                            CallOptions options, absl::Duration limit,
                            google::protobuf::Message& response) const;
  std::unique_ptr<MessageReader> StreamMessages(const std::string& method,
                                                const google::protobuf::Message& request,
                                                const std::stop_token& stop) const;
  absl::Status Away(absl::string_view why) const;

  struct Connection {
    std::shared_ptr<Channel> channel;  // null: not connected
    std::string token;
  };
  Connection Current() const;

  const std::string service_;
  mutable environment::Mutex mutex_;
  Connection connection_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace peerchallenge::rpc

#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/access/caller.h"
#include "common/rpc/client.h"
#include "common/rpc/method_registry.h"

namespace peerchallenge::rpc {

// A channel that runs the real handlers of a registry where the call is made: for tests of one
// service that need another one, without a server. Everybody is `caller`.
class DirectChannel : public Channel {
 public:
  // `registry` outlives it.
  DirectChannel(const MethodRegistry& registry, access::Caller caller)
      : registry_(registry), caller_(std::move(caller)) {}

  // While it is away, calls and streams end with DEPENDENCY_UNAVAILABLE before they begin.
  void SetAway(bool away) { away_ = away; }

  absl::Status UnaryMessage(const std::string& method, const google::protobuf::Message& request,
                            const CallOptions& options,
                            google::protobuf::Message& response) override;
  // The reader waits for a message for half a minute at most (DEADLINE_EXCEEDED).
  std::unique_ptr<MessageReader> StreamMessages(const std::string& method,
                                                const google::protobuf::Message& request,
                                                const CallOptions& options) override;
  // No test needs one: ends at once.
  std::unique_ptr<MessageSender> SendMessages(const std::string& method,
                                              const CallOptions& options) override;

 private:
  const Method* Find(const std::string& method) const;
  Call MakeCall(const std::string& method, const Method& found, const CallOptions& options) const;

  const MethodRegistry& registry_;
  const access::Caller caller_;
  bool away_ = false;
};

}  // namespace peerchallenge::rpc

#pragma once

#include <stop_token>
#include <string>

#include "absl/time/time.h"
#include "common/access/caller.h"

namespace peerchallenge::rpc {

// What a handler knows of the call that it answers. Lives as long as the handler runs.
struct Call {
  access::Caller caller;
  absl::Time deadline = absl::InfiniteFuture();
  // Set when the client goes away, the deadline passes or the server's grace for draining is over.
  // Callbacks on it run on a transport thread: they only wake others up.
  std::stop_token cancelled;
  std::string method;  // "peerchallenge.scheduling.v1.ReviewService/GetReview"
  access::Permission permission = access::v1::PERMISSION_UNSPECIFIED;  // that the method asks for
  // The caller's x-request-id, or one made here; in every log line of the call.
  std::string request_id;
  std::string traceparent;   // W3C trace context, passed on to downstream calls; may be empty
  std::string bearer_token;  // the caller's token, for nobody else; may be empty
  std::string peer;          // the caller's address, for the audit log
  // What the request names, for the audit log; empty for a call that it does not write.
  std::string resource;
};

}  // namespace peerchallenge::rpc

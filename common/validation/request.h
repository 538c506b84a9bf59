#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace peerchallenge::validation {

// What no method takes, checked once for all of them, so that a handler meets only texts, names and
// times that can be compared, stored and counted with. FIELD_INVALID for the first field with
// - a text that has a NUL byte,
// - a `name` or `parent` of more than kMaxNameBytes, or an empty one where it is the first field of
//   the request: that which the call is about,
// - a Timestamp or Duration that protobuf does not allow.
// In time linear to the request's size.
absl::Status CheckRequest(const google::protobuf::Message& request);

}  // namespace peerchallenge::validation

#pragma once

#include <optional>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace peerchallenge::validation {

// Reads an instant as protobuf allows it: in the years 1 to 9999, with 0 to 999,999,999
// nanoseconds; nothing for anything else.
std::optional<absl::Time> ParseInstant(const google::protobuf::Timestamp& timestamp);

}  // namespace peerchallenge::validation

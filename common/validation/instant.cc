#include "common/validation/instant.h"

#include "google/protobuf/util/time_util.h"

namespace peerchallenge::validation {

std::optional<absl::Time> ParseInstant(const google::protobuf::Timestamp& timestamp) {
  using google::protobuf::util::TimeUtil;
  const bool valid = timestamp.seconds() >= TimeUtil::kTimestampMinSeconds &&
                     timestamp.seconds() <= TimeUtil::kTimestampMaxSeconds &&
                     timestamp.nanos() >= 0 && timestamp.nanos() < 1'000'000'000;
  if (!valid) return std::nullopt;
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

}  // namespace peerchallenge::validation

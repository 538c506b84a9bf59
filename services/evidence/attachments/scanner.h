#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/evidence/attachments/blob_store.h"

namespace peerchallenge::evidence {

// What is "found" in a content that is larger than the scanner takes: it can never be scanned,
// unless its operator allows larger ones.
inline constexpr std::string_view kTooLarge = "too large for the scanner";

// Looks for harmful content. Thread-safe.
class Scanner {
 public:
  virtual ~Scanner() = default;
  // What is found in a content, in the scanner's words, or kTooLarge; empty when that is nothing.
  // UNAVAILABLE (DEPENDENCY_UNAVAILABLE) when it gives no verdict, `deadline` (by the machine's
  // clock) included.
  virtual absl::StatusOr<std::string> Scan(absl::Time deadline, BlobReader& content) = 0;
};

}  // namespace peerchallenge::evidence

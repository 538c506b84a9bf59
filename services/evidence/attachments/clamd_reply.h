#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/evidence/attachments/scanner.h"

namespace peerchallenge::evidence {

// A longer reply is none.
inline constexpr size_t kMostClamdReplyBytes = 1024;

// What clamd found, from its reply to INSTREAM, ended by NUL: "stream: OK" gives "",
// "stream: {signature} FOUND" the signature, printable ASCII of at most 200 bytes, and that its
// limit is exceeded kTooLarge. Anything else
// ("... ERROR", no reply) is UNAVAILABLE (DEPENDENCY_UNAVAILABLE).
absl::StatusOr<std::string> ParseClamdReply(std::string_view reply);

// The error of a scanner that gave no verdict.
absl::Status NoVerdict(std::string_view why);

}  // namespace peerchallenge::evidence

#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/caller.h"
#include "common/access/jose.h"
#include "common/access/token_verifier.h"

namespace peerchallenge::access {

// Whether a subject may be one: 1 to 256 bytes of UTF-8 without control characters.
bool IsSubject(std::string_view subject);

// Whom a token of this issuer, whose signature is good, speaks for by its claims, and until when.
// TOKEN_EXPIRED or TOKEN_INVALID.
absl::StatusOr<Caller> CheckClaims(const json_t* claims, const Issuer& issuer, absl::Time now);

}  // namespace peerchallenge::access

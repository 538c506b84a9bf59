#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/caller.h"
#include "common/access/jose.h"
#include "common/access/token_verifier.h"

namespace peerchallenge::access {

// Whom a token with a good signature speaks for, and until when.
struct TokenIdentity {
  Caller caller;
  absl::Time expires;  // no longer taken from then on (the leeway is in it)
};

// Whether a subject may be one: 1 to 256 bytes of UTF-8 without control characters.
bool IsSubject(std::string_view subject);

// Checks the claims of a token of this issuer, whose signature is good. TOKEN_EXPIRED or
// TOKEN_INVALID.
absl::StatusOr<TokenIdentity> CheckClaims(const json_t* claims, const Issuer& issuer,
                                          absl::Time now);

}  // namespace peerchallenge::access

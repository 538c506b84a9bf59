#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/jose.h"
#include "common/access/key_set.h"

namespace peerchallenge::access {

// A token taken apart, not yet believed.
struct Jwt {
  Algorithm algorithm;
  std::string kid;  // empty: the token names none
  Json claims;      // an object
};

// Takes a compact JWS apart. TOKEN_INVALID unless it has three parts of strict base64url with JSON
// objects that name no member twice, an algorithm that is taken, no critical extensions, and no
// type other than a token's.
absl::StatusOr<Jwt> ParseJwt(std::string_view token);

// TOKEN_INVALID unless `token` (which ParseJwt took) is signed with `key`, which suits the
// algorithm of its header.
absl::Status VerifySignature(std::string_view token, const PublicKey& key);

}  // namespace peerchallenge::access

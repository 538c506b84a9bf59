#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/caller.h"
#include "common/access/key_source.h"
#include "common/environment/clock.h"

namespace peerchallenge::access {

// Whose tokens are taken.
struct Issuer {
  std::string name;                    // the token's `iss`, letter for letter
  std::vector<std::string> audiences;  // one of them is in the token's `aud`
  std::shared_ptr<KeySource> keys;
  std::string subject_claim = "sub";
  // Put before the claim's value, to keep the accounts of two issuers apart.
  std::string subject_prefix = {};
  // Whether the `roles` of its tokens are grants (grant_text.h). Those of any other issuer are not
  // looked at, and its tokens cannot name a person of the directory ("regions/…") directly.
  bool asserts_roles = false;
  absl::Duration max_lifetime = absl::Hours(24);  // longer-lived tokens are refused
};

struct TokenVerifierOptions {
  std::vector<Issuer> issuers;
  size_t cache_entries = 4096;  // verified tokens that are remembered
};

// Checks signed tokens (JWT, RFC 7519, compact form). Safe from all threads. A token that was seen
// before and whose keys are still current costs one hash.
class TokenVerifier {
 public:
  // The most bytes of a token.
  static constexpr size_t kMaxTokenBytes = 8192;
  // How far the clocks of issuer and server may differ.
  static constexpr absl::Duration kLeeway = absl::Seconds(60);
  // The most grants that a token may carry.
  static constexpr size_t kMaxGrants = 64;

  // FIELD_INVALID ("issuers[i]…"): an issuer without name, audience or keys, or named twice.
  // `clock` outlives it.
  static absl::StatusOr<std::unique_ptr<TokenVerifier>> Create(TokenVerifierOptions options,
                                                               const environment::Clock& clock);
  ~TokenVerifier();

  // Who a token speaks for. TOKEN_EXPIRED when only its time is wrong, DEPENDENCY_UNAVAILABLE when
  // the issuer's keys cannot be had, TOKEN_INVALID otherwise; the message says what is wrong and
  // never contains any of the token.
  absl::StatusOr<Caller> Verify(std::string_view token);

 private:
  class Impl;
  explicit TokenVerifier(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace peerchallenge::access

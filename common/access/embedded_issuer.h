#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/caller.h"
#include "common/access/token_verifier.h"
#include "common/environment/clock.h"

namespace peerchallenge::access {

// Issues the tokens of an installation that has no other sign-in. Whoever can read its key file is
// anyone.
class EmbeddedIssuer {
 public:
  static constexpr std::string_view kName = "peerchallenge";      // `iss`
  static constexpr std::string_view kAudience = "peerchallenge";  // `aud`
  static constexpr std::string_view kKeyFile = "token-key.pem";
  static constexpr absl::Duration kMaxLifetime = absl::Hours(24 * 366);

  // Opens the key (P-256, PEM) in `directory`; makes it when there is none, once also when several
  // processes start together. FIELD_INVALID ("data_dir") when the file is not such a key or others
  // than its owner may read it; STORAGE_UNAVAILABLE when it cannot be read or written. `clock`
  // outlives the issuer.
  static absl::StatusOr<std::unique_ptr<EmbeddedIssuer>> Open(
      const std::filesystem::path& directory, const environment::Clock& clock);
  ~EmbeddedIssuer();

  // A token for `subject` (IsSubject) with these grants (64 at most, each one passes
  // CheckGrant), good from now on for `lifetime` (1 second to kMaxLifetime). FIELD_INVALID
  // otherwise.
  absl::StatusOr<std::string> IssueToken(const std::string& subject,
                                         const std::vector<Grant>& grants,
                                         absl::Duration lifetime) const;

  // What a TokenVerifier takes to verify these tokens.
  Issuer AsIssuer() const;
  // The public key as a JWKS, for servers that do not share the directory.
  const std::string& PublicKeySet() const;

 private:
  struct Key;
  EmbeddedIssuer(std::unique_ptr<Key> key, const environment::Clock& clock);

  std::unique_ptr<Key> key_;
  const environment::Clock& clock_;
};

}  // namespace peerchallenge::access

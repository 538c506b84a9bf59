#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

struct _cjose_jwk_int;  // NOLINT(bugprone-reserved-identifier): what cjose calls it

namespace peerchallenge::access {

// The signatures that are taken; anything else (none, HS256, …) is refused before a key is looked
// for.
enum class Algorithm { kEs256, kRs256, kPs256 };

// The `alg` of a token's header; TOKEN_INVALID for one that is not taken.
absl::StatusOr<Algorithm> ParseAlgorithm(std::string_view name);

// A public key with what it may be used for. A key belongs to one kind of signature, so a token
// cannot choose how its key is used: P-256 for ES256, RSA of 2,048 bits and more for RS256 and
// PS256 (only one of them if the key says so).
class PublicKey {
 public:
  using Handle = std::shared_ptr<const _cjose_jwk_int>;

  PublicKey(std::string kid, std::vector<Algorithm> algorithms, Handle handle)
      : kid_(std::move(kid)), algorithms_(std::move(algorithms)), handle_(std::move(handle)) {}

  // Empty: the key has no id and stands for every id.
  const std::string& kid() const { return kid_; }
  bool Suits(Algorithm algorithm) const;
  const _cjose_jwk_int* handle() const { return handle_.get(); }

 private:
  std::string kid_;
  std::vector<Algorithm> algorithms_;
  Handle handle_;
};

// The keys of one issuer at one time; never changes.
class KeySet {
 public:
  // Reads a JSON Web Key Set (RFC 7517, at most 256 KiB and 100 keys). Keys of other kinds, for
  // encryption, without kid or too weak are left out; private parts are ignored. FIELD_INVALID
  // ("keys") when no key is left.
  static absl::StatusOr<std::shared_ptr<const KeySet>> FromJwks(std::string_view json);
  // Reads one PEM block "PUBLIC KEY"; the key stands for every id. FIELD_INVALID ("keys").
  static absl::StatusOr<std::shared_ptr<const KeySet>> FromPem(std::string_view pem);

  explicit KeySet(std::vector<PublicKey> keys) : keys_(std::move(keys)) {}

  // The key for a token with this `kid` (empty: it names none) and algorithm; null when there is
  // none, or when the token names none and several would do.
  const PublicKey* Find(std::string_view kid, Algorithm algorithm) const;

 private:
  std::vector<PublicKey> keys_;
};

}  // namespace peerchallenge::access

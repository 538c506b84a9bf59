#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

// Ed25519 signatures (RFC 8032), by OpenSSL.
namespace peerchallenge::evidence {

inline constexpr size_t kPublicKeyBytes = 32;
inline constexpr size_t kSeedBytes = 32;
inline constexpr size_t kSignatureBytes = 64;

// Whether the signature is the key's for these bytes; false also for a key or signature that is
// none.
bool HasSigned(std::string_view public_key, std::string_view bytes, std::string_view signature);

// A private key.
class SigningKey {
 public:
  // FIELD_INVALID unless the seed has 32 bytes.
  static absl::StatusOr<SigningKey> FromSeed(std::string_view seed);

  std::string PublicKey() const;
  std::string Sign(std::string_view bytes) const;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  explicit SigningKey(Key key) : key_(std::move(key)) {}

  Key key_;
};

}  // namespace peerchallenge::evidence

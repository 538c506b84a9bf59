#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "common/access/jose.h"

// Keys of OpenSSL as PEM and as JSON Web Keys (RFC 7517).
namespace peerchallenge::access {

struct PkeyRelease {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Pkey = std::unique_ptr<EVP_PKEY, PkeyRelease>;

// A new P-256 key.
Pkey NewP256Key();

// Null when the text is not such a key.
Pkey ReadPublicPem(std::string_view pem);
Pkey ReadPrivatePem(std::string_view pem);
// Unencrypted PKCS #8.
std::string WritePrivatePem(const EVP_PKEY* key);

// The key's public members; null for null and for a key that is neither P-256 nor RSA.
Json JwkOf(const EVP_PKEY* key);
// The same with the private member of a P-256 key.
Json PrivateJwkOf(const EVP_PKEY* key);

// The key's id: the SHA-256 thumbprint of a P-256 key (RFC 7638).
std::string ThumbprintOf(const json_t* ec_jwk);

}  // namespace peerchallenge::access

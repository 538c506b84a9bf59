#pragma once

#include <string>
#include <string_view>

#include "common/access/openssl_keys.h"

// Keys and tokens for tests, made with OpenSSL alone, so that a mistake in the code under test
// cannot hide itself.
namespace peerchallenge::access {

class TestKey {
 public:
  static TestKey P256(const std::string& kid);
  static TestKey P384(const std::string& kid);
  static TestKey Rsa(unsigned bits, const std::string& kid);

  const std::string& kid() const { return kid_; }
  EVP_PKEY* get() const { return key_.get(); }

  // The public key as a JWKS entry; `extra` is more members, such as R"(,"use":"enc")".
  std::string Jwk(std::string_view extra = "") const;
  std::string PublicPem() const;

 private:
  TestKey(Pkey key, std::string kid) : key_(std::move(key)), kid_(std::move(kid)) {}

  Pkey key_;
  std::string kid_;
};

// {"keys":[...]} of entries.
std::string Jwks(std::initializer_list<std::string> entries);

// A token of header and claims (JSON texts) with the signature that `alg` names: ES256, RS256,
// PS256.
std::string Sign(const TestKey& key, std::string_view alg, std::string_view header,
                 std::string_view claims);
// Its signature is an HMAC of `secret`.
std::string SignHmac(std::string_view secret, std::string_view header, std::string_view claims);

// {"alg":alg,"kid":key's kid}
std::string Header(std::string_view alg, std::string_view kid);

}  // namespace peerchallenge::access

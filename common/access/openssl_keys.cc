#include "common/access/openssl_keys.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <array>
#include <vector>

#include "absl/strings/str_cat.h"

namespace peerchallenge::access {
namespace {

constexpr int kP256Bytes = 32;

struct BioRelease {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioRelease>;

struct NumberRelease {
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
};
using Number = std::unique_ptr<BIGNUM, NumberRelease>;

Bio Reader(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Refuses encrypted keys instead of asking at a terminal.
int NoPassword(char*, int, int, void*) { return -1; }

// Sets a big number of the key as base64url; `width` 0: as short as it goes.
bool SetNumber(json_t* jwk, const char* member, const EVP_PKEY* key, const char* parameter,
               int width) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, parameter, &raw) != 1) return false;
  const Number number(raw);
  std::vector<unsigned char> bytes(static_cast<size_t>(width == 0 ? BN_num_bytes(raw) : width));
  if (BN_bn2binpad(raw, bytes.data(), static_cast<int>(bytes.size())) < 0) return false;
  const std::string text =
      EncodeBase64Url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return json_object_set_new(jwk, member, json_string(text.c_str())) == 0;
}

bool IsP256(const EVP_PKEY* key) {
  std::array<char, 32> group{};
  return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(),
                                        nullptr) == 1 &&
         std::string_view(group.data()) == SN_X9_62_prime256v1;
}

}  // namespace

Pkey NewP256Key() { return Pkey(EVP_EC_gen("P-256")); }

Pkey ReadPublicPem(std::string_view pem) {
  return Pkey(PEM_read_bio_PUBKEY(Reader(pem).get(), nullptr, &NoPassword, nullptr));
}

Pkey ReadPrivatePem(std::string_view pem) {
  return Pkey(PEM_read_bio_PrivateKey(Reader(pem).get(), nullptr, &NoPassword, nullptr));
}

std::string WritePrivatePem(const EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_secmem()));
  if (PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return "";
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

Json JwkOf(const EVP_PKEY* key) {
  if (key == nullptr) return nullptr;
  Json jwk(json_object());
  bool complete = false;
  if (EVP_PKEY_is_a(key, "EC") != 0 && IsP256(key)) {
    json_object_set_new(jwk.get(), "kty", json_string("EC"));
    json_object_set_new(jwk.get(), "crv", json_string("P-256"));
    complete = SetNumber(jwk.get(), "x", key, OSSL_PKEY_PARAM_EC_PUB_X, kP256Bytes) &&
               SetNumber(jwk.get(), "y", key, OSSL_PKEY_PARAM_EC_PUB_Y, kP256Bytes);
  } else if (EVP_PKEY_is_a(key, "RSA") != 0) {
    json_object_set_new(jwk.get(), "kty", json_string("RSA"));
    complete = SetNumber(jwk.get(), "n", key, OSSL_PKEY_PARAM_RSA_N, 0) &&
               SetNumber(jwk.get(), "e", key, OSSL_PKEY_PARAM_RSA_E, 0);
  }
  return complete ? std::move(jwk) : nullptr;
}

Json PrivateJwkOf(const EVP_PKEY* key) {
  Json jwk = JwkOf(key);
  if (jwk == nullptr || !SetNumber(jwk.get(), "d", key, OSSL_PKEY_PARAM_PRIV_KEY, kP256Bytes))
    return nullptr;
  return jwk;
}

std::string ThumbprintOf(const json_t* ec_jwk) {
  const std::string canonical =
      absl::StrCat(R"({"crv":"P-256","kty":"EC","x":")", TextMember(ec_jwk, "x"), R"(","y":")",
                   TextMember(ec_jwk, "y"), R"("})");
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(canonical.data()), canonical.size(), digest.data());
  return EncodeBase64Url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace peerchallenge::access

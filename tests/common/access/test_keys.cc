#include "tests/common/access/test_keys.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <map>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace peerchallenge::access {
namespace {

std::string Encode(std::string_view bytes) {
  return absl::WebSafeBase64Escape(absl::string_view(bytes.data(), bytes.size()));
}

std::string SigningInput(std::string_view header, std::string_view claims) {
  return absl::StrCat(Encode(header), ".", Encode(claims));
}

// The two numbers of a DER signature, 32 bytes each.
std::string RawSignature(const std::vector<unsigned char>& der) {
  const unsigned char* begin = der.data();
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &begin, static_cast<long>(der.size()));
  std::string raw(64, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(raw.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), bytes, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), bytes + 32, 32);
  ECDSA_SIG_free(signature);
  return raw;
}

}  // namespace

TestKey TestKey::P256(const std::string& kid) { return {Pkey(EVP_EC_gen("P-256")), kid}; }
TestKey TestKey::P384(const std::string& kid) { return {Pkey(EVP_EC_gen("P-384")), kid}; }
// Making an RSA key takes half a second, so all of a size are one.
TestKey TestKey::Rsa(unsigned bits, const std::string& kid) {
  static auto* const made = new std::map<unsigned, EVP_PKEY*>();
  EVP_PKEY*& key = (*made)[bits];
  if (key == nullptr) key = EVP_RSA_gen(bits);
  EVP_PKEY_up_ref(key);
  return {Pkey(key), kid};
}

std::string TestKey::Jwk(std::string_view extra) const {
  const Json jwk = JwkOf(key_.get());
  json_object_set_new(jwk.get(), "kid", json_string(kid_.c_str()));
  char* text = json_dumps(jwk.get(), JSON_COMPACT);
  std::string entry = text;
  free(text);
  entry.pop_back();
  return absl::StrCat(entry, absl::string_view(extra.data(), extra.size()), "}");
}

std::string TestKey::PublicPem() const {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(bio, key_.get());
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(bio);
  return pem;
}

std::string Jwks(std::initializer_list<std::string> entries) {
  return absl::StrCat(R"({"keys":[)", absl::StrJoin(entries, ","), "]}");
}

std::string Sign(const TestKey& key, std::string_view alg, std::string_view header,
                 std::string_view claims) {
  const std::string input = SigningInput(header, claims);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* key_context = nullptr;
  EVP_DigestSignInit(context, &key_context, EVP_sha256(), nullptr, key.get());
  if (alg == "PS256") {
    EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST);
  }
  const auto* data = reinterpret_cast<const unsigned char*>(input.data());
  size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, data, input.size());
  std::vector<unsigned char> signature(size);
  EVP_DigestSign(context, signature.data(), &size, data, input.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  const std::string raw =
      alg == "ES256" ? RawSignature(signature) : std::string(signature.begin(), signature.end());
  return absl::StrCat(input, ".", Encode(raw));
}

std::string SignHmac(std::string_view secret, std::string_view header, std::string_view claims) {
  const std::string input = SigningInput(header, claims);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(input.data()), input.size(), digest, &size);
  return absl::StrCat(input, ".", Encode({reinterpret_cast<const char*>(digest), size}));
}

std::string Header(std::string_view alg, std::string_view kid) {
  return absl::StrCat(R"({"alg":")", absl::string_view(alg.data(), alg.size()), R"(","kid":")",
                      absl::string_view(kid.data(), kid.size()), R"("})");
}

}  // namespace peerchallenge::access

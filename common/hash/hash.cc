#include "common/hash/hash.h"

#include <openssl/hmac.h>

#include <algorithm>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/escaping.h"

namespace peerchallenge::hash {
namespace {

// Fetched once: OpenSSL's one-call functions look the algorithm up by its name each time.
const EVP_MD* Algorithm() {
  static const EVP_MD* const kAlgorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  ABSL_RAW_CHECK(kAlgorithm != nullptr, "OpenSSL has no SHA-256");
  return kAlgorithm;
}

const unsigned char* Bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Hash Sha256(std::string_view bytes) {
  Hash hash;
  const int done =
      EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, Algorithm(), nullptr);
  ABSL_RAW_CHECK(done == 1, "SHA-256 failed");
  return hash;
}

Hash HmacSha256(std::string_view key, std::string_view bytes) {
  Hash hash;
  const void* done = HMAC(Algorithm(), key.data(), static_cast<int>(key.size()), Bytes(bytes),
                          bytes.size(), hash.data(), nullptr);
  ABSL_RAW_CHECK(done != nullptr, "HMAC-SHA-256 failed");
  return hash;
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  ABSL_RAW_CHECK(EVP_DigestInit_ex(context_.get(), Algorithm(), nullptr) == 1, "SHA-256 failed");
}

void Sha256Stream::Add(std::string_view bytes) {
  ABSL_RAW_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1,
                 "SHA-256 failed");
}

Hash Sha256Stream::Finish() {
  Hash hash;
  ABSL_RAW_CHECK(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) == 1, "SHA-256 failed");
  return hash;
}

std::optional<Hash> HashFrom(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::string HexOf(const Hash& hash) {
  const std::string_view bytes = BytesOf(hash);
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

}  // namespace peerchallenge::hash

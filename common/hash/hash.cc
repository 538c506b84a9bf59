#include "common/hash/hash.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <memory>

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

constexpr size_t kBlockBytes = 64;

// Of the pieces, one after the other. A context is made once for each thread.
Hash DigestOf(std::initializer_list<std::string_view> pieces) {
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
      EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  bool done = EVP_DigestInit_ex(context.get(), Algorithm(), nullptr) == 1;
  for (const std::string_view piece : pieces) {
    done = done && EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1;
  }
  Hash hash;
  done = done && EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) == 1;
  ABSL_RAW_CHECK(done, "SHA-256 failed");
  return hash;
}

}  // namespace

Hash Sha256(std::string_view bytes) { return DigestOf({bytes}); }

// RFC 2104. OpenSSL's own looks the algorithm up and makes three contexts each time, which costs
// more than the hash of a short text.
Hash HmacSha256(std::string_view key, std::string_view bytes) {
  std::array<char, kBlockBytes> inner{}, outer{};
  const Hash hashed = key.size() > kBlockBytes ? Sha256(key) : Hash{};
  if (key.size() > kBlockBytes) key = BytesOf(hashed);
  key.copy(inner.data(), key.size());
  outer = inner;
  for (char& byte : inner) byte = static_cast<char>(byte ^ 0x36);
  for (char& byte : outer) byte = static_cast<char>(byte ^ 0x5C);
  const Hash within = DigestOf({{inner.data(), inner.size()}, bytes});
  return DigestOf({{outer.data(), outer.size()}, BytesOf(within)});
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

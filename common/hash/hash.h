#pragma once

#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// SHA-256.
namespace peerchallenge::hash {

using Hash = std::array<uint8_t, 32>;

Hash Sha256(std::string_view bytes);

// HMAC-SHA-256.
Hash HmacSha256(std::string_view key, std::string_view bytes);

// The SHA-256 of bytes that come in pieces.
class Sha256Stream {
 public:
  Sha256Stream();

  void Add(std::string_view bytes);
  // Of all bytes so far; the stream ends with it.
  Hash Finish();

 private:
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

inline std::string_view BytesOf(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}
// Nothing unless there are exactly 32 bytes.
std::optional<Hash> HashFrom(std::string_view bytes);
// Lower-case hexadecimal digits.
std::string HexOf(const Hash& hash);

}  // namespace peerchallenge::hash

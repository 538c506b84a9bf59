#include "common/storage/sealer.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/escaping.h"
#include "absl/time/clock.h"
#include "common/storage/sealing_key.h"

namespace peerchallenge::storage {
namespace {

constexpr size_t kNonceBytes = 12;
constexpr size_t kTagBytes = 16;
constexpr size_t kLengthBytes = 2;
constexpr size_t kFingerprintBytes = 8;
constexpr absl::Duration kLoadTime = absl::Seconds(30);

constexpr std::string_view kKeyName = "sealing-key";
constexpr std::string_view kInsertKey =
    "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
constexpr std::string_view kSelectKey = "SELECT value FROM settings WHERE name = $1";

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}
uint8_t* Bytes(std::string& text) { return reinterpret_cast<uint8_t*>(text.data()); }
int Length(std::string_view text) { return static_cast<int>(text.size()); }

// HMAC-SHA256. OpenSSL's one-call HMAC() looks the algorithm up by its name and sets the key each
// time, which costs five times as much as the hash: a thread does both once.
class Hmac {
 public:
  static constexpr size_t kBytes = 32;

  static Hmac& OfThisThread() {
    thread_local Hmac hmac;
    return hmac;
  }

  std::array<uint8_t, kBytes> Digest(const Sealer::Key& key, std::string_view content) {
    std::array<uint8_t, kBytes> digest{};
    size_t size = 0;
    const bool done = Begin(key) &&
                      EVP_MAC_update(context_.get(), Bytes(content), content.size()) == 1 &&
                      EVP_MAC_final(context_.get(), digest.data(), &size, digest.size()) == 1;
    ABSL_RAW_CHECK(done, "OpenSSL has no HMAC-SHA256");
    return digest;
  }

 private:
  struct FreeMac {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };

  bool Begin(const Sealer::Key& key) {
    if (key_ == key) return EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1;
    key_ = key;
    return EVP_MAC_init(context_.get(), key.data(), key.size(), nullptr) == 1;
  }

  Hmac() {
    const std::unique_ptr<EVP_MAC, FreeMac> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    context_.reset(EVP_MAC_CTX_new(mac.get()));
    char name[] = "SHA256";
    const OSSL_PARAM settings[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                   OSSL_PARAM_construct_end()};
    ABSL_RAW_CHECK(EVP_MAC_CTX_set_params(context_.get(), settings) == 1, "OpenSSL has no SHA-256");
  }

  std::unique_ptr<EVP_MAC_CTX, FreeMac> context_;
  std::optional<Sealer::Key> key_;  // that the context has
};

// AES-256-GCM of `input` under key and nonce; `context` is authenticated. The caller sets or takes
// the tag.
class Gcm {
 public:
  enum class Direction { kOpen = 0, kSeal = 1 };

  Gcm(Direction direction, const Sealer::Key& key, const uint8_t* nonce)
      : ctx_(EVP_CIPHER_CTX_new()) {
    ok_ = EVP_CipherInit_ex(ctx_.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce,
                            static_cast<int>(direction)) == 1;
  }

  bool Run(std::string_view context, std::string_view input, std::string& output) {
    output.resize(input.size());
    int written = 0;
    return ok_ &&
           EVP_CipherUpdate(ctx_.get(), nullptr, &written, Bytes(context), Length(context)) == 1 &&
           EVP_CipherUpdate(ctx_.get(), Bytes(output), &written, Bytes(input), Length(input)) == 1;
  }

  bool Finish() {
    uint8_t rest[EVP_MAX_BLOCK_LENGTH];
    int written = 0;
    return EVP_CipherFinal_ex(ctx_.get(), rest, &written) == 1;
  }

  bool Control(int command, std::string& tag) {
    return EVP_CIPHER_CTX_ctrl(ctx_.get(), command, Length(tag), tag.data()) == 1;
  }

 private:
  CipherContext ctx_;
  bool ok_;
};

}  // namespace

absl::StatusOr<Sealer> Sealer::Load(Database& database, environment::RandomSource& random) {
  std::string fresh(sizeof(Key), '\0');
  random.Fill(std::span(Bytes(fresh), fresh.size()));
  Key key{};
  absl::Status status = database.Write(absl::Now() + kLoadTime, [&](Transaction& tx) {
    absl::Status made = tx.Execute(kInsertKey, {{std::string(kKeyName), Blob{fresh}}}).status();
    if (!made.ok()) return made;
    return tx.Query(kSelectKey, {{std::string(kKeyName)}}, [&](const Row& row) -> absl::Status {
      const std::string_view stored = row.Bytes(0);
      if (stored.size() != key.size()) return absl::DataLossError("the sealing key is damaged");
      std::copy(stored.begin(), stored.end(), key.begin());
      return absl::OkStatus();
    });
  });
  if (!status.ok()) return status;
  return Sealer(key, random);
}

// A token is base64url of nonce, sealed (length, content, padding) and tag.
std::string Sealer::Seal(std::string_view content, size_t capacity,
                         std::string_view context) const {
  ABSL_RAW_CHECK(content.size() <= capacity && capacity <= 65'000, "content exceeds its capacity");
  std::string plain(kLengthBytes, '\0');
  plain[0] = static_cast<char>(content.size() >> 8);
  plain[1] = static_cast<char>(content.size());
  plain.append(content);
  plain.resize(kLengthBytes + capacity);

  std::string token(kNonceBytes, '\0');
  random_->Fill(std::span(Bytes(token), token.size()));
  std::string sealed;
  std::string tag(kTagBytes, '\0');
  Gcm gcm(Gcm::Direction::kSeal, key_, Bytes(token));
  const bool done =
      gcm.Run(context, plain, sealed) && gcm.Finish() && gcm.Control(EVP_CTRL_GCM_GET_TAG, tag);
  ABSL_RAW_CHECK(done, "OpenSSL has no AES-256-GCM");
  token += sealed;
  token += tag;
  return absl::WebSafeBase64Escape(token);
}

std::optional<std::string> Sealer::Unseal(std::string_view token, std::string_view context) const {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(absl::string_view(token.data(), token.size()), &bytes) ||
      bytes.size() < kNonceBytes + kLengthBytes + kTagBytes) {
    return std::nullopt;
  }
  const std::string_view sealed =
      std::string_view(bytes).substr(kNonceBytes, bytes.size() - kNonceBytes - kTagBytes);
  std::string tag = bytes.substr(bytes.size() - kTagBytes);
  std::string plain;
  Gcm gcm(Gcm::Direction::kOpen, key_, Bytes(bytes));
  if (!gcm.Run(context, sealed, plain) || !gcm.Control(EVP_CTRL_GCM_SET_TAG, tag) ||
      !gcm.Finish()) {
    return std::nullopt;
  }
  const size_t length =
      static_cast<size_t>(static_cast<uint8_t>(plain[0])) << 8 | static_cast<uint8_t>(plain[1]);
  return plain.substr(kLengthBytes, length);
}

std::string Sealer::Fingerprint(std::string_view content) const {
  const auto digest = Hmac::OfThisThread().Digest(key_, content);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), kFingerprintBytes));
}

absl::Status ForgetSealingKey(Transaction& tx) {
  return tx.Execute("DELETE FROM settings WHERE name = $1", {{std::string(kKeyName)}}).status();
}

}  // namespace peerchallenge::storage

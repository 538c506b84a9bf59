#include "services/evidence/ledger/ed25519.h"

#include "absl/base/internal/raw_logging.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

const unsigned char* Bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

}  // namespace

bool HasSigned(std::string_view public_key, std::string_view bytes, std::string_view signature) {
  if (public_key.size() != kPublicKeyBytes || signature.size() != kSignatureBytes) return false;
  EVP_PKEY* key =
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(public_key), public_key.size());
  const Context context(EVP_MD_CTX_new());
  const bool signed_by = key != nullptr &&
                         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key) == 1 &&
                         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(),
                                          Bytes(bytes), bytes.size()) == 1;
  EVP_PKEY_free(key);
  return signed_by;
}

absl::StatusOr<SigningKey> SigningKey::FromSeed(std::string_view seed) {
  if (seed.size() != kSeedBytes) {
    return errors::InvalidField("seed", absl::StrCat(seed.size(), " bytes"), "32 bytes");
  }
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed), seed.size()));
  ABSL_RAW_CHECK(key != nullptr, "OpenSSL has no Ed25519");
  return SigningKey(std::move(key));
}

std::string SigningKey::PublicKey() const {
  std::string bytes(kPublicKeyBytes, '\0');
  size_t size = bytes.size();
  const int done = EVP_PKEY_get_raw_public_key(
      key_.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size);
  ABSL_RAW_CHECK(done == 1 && size == bytes.size(), "an Ed25519 key without a public key");
  return bytes;
}

std::string SigningKey::Sign(std::string_view bytes) const {
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  const Context context(EVP_MD_CTX_new());
  const bool done =
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Bytes(bytes), bytes.size()) == 1;
  ABSL_RAW_CHECK(done && size == signature.size(), "Ed25519 signing failed");
  return signature;
}

}  // namespace peerchallenge::evidence

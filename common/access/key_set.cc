#include "common/access/key_set.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/access/jose.h"
#include "common/access/openssl_keys.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {
namespace {

constexpr size_t kMaxJwksBytes = 256 << 10;
constexpr size_t kMaxKeys = 100;
constexpr size_t kMinRsaBits = 2048;
constexpr size_t kMaxRsaBits = 8192;  // larger ones only make each check slow
constexpr absl::string_view kField = "keys";

std::optional<Algorithm> AlgorithmNamed(std::string_view name) {
  if (name == "ES256") return Algorithm::kEs256;
  if (name == "RS256") return Algorithm::kRs256;
  if (name == "PS256") return Algorithm::kPs256;
  return std::nullopt;
}

// What a key of this kind may check; empty for one that is not taken.
std::vector<Algorithm> AlgorithmsOf(const cjose_jwk_t* key) {
  switch (cjose_jwk_get_kty(key, nullptr)) {
    case CJOSE_JWK_KTY_EC:
      if (cjose_jwk_EC_get_curve(key, nullptr) == CJOSE_JWK_EC_P_256) return {Algorithm::kEs256};
      return {};
    case CJOSE_JWK_KTY_RSA: {
      const size_t bits = cjose_jwk_get_keysize(key, nullptr);
      if (bits < kMinRsaBits || bits > kMaxRsaBits) return {};
      return {Algorithm::kRs256, Algorithm::kPs256};
    }
    case CJOSE_JWK_KTY_OCT:
      return {};
  }
  return {};
}

// Whether the members that hold numbers are strict base64url: cjose aborts at some other texts.
bool HasNumbers(const json_t* jwk) {
  std::string bytes;
  for (const char* member : {"x", "y", "n", "e"}) {
    const char* text = TextMember(jwk, member);
    if (text != nullptr && !DecodeBase64Url(text, bytes)) return false;
  }
  return true;
}

// The key with its public members only, so that a private or symmetric key is never held here.
PublicKey::Handle ImportPublic(const json_t* jwk) {
  if (!HasNumbers(jwk)) return nullptr;
  const Json only_public(json_object());
  for (const char* member : {"kty", "crv", "x", "y", "n", "e"}) {
    if (json_t* value = json_object_get(jwk, member))
      json_object_set(only_public.get(), member, value);
  }
  cjose_jwk_t* key = cjose_jwk_import_json(only_public.get(), nullptr);
  return {key, [](const cjose_jwk_t* k) {
            if (k != nullptr) cjose_jwk_release(const_cast<cjose_jwk_t*>(k));
          }};
}

// A usable key of a JWKS entry; nothing for any other entry.
std::optional<PublicKey> ReadKey(const json_t* jwk) {
  const char* use = TextMember(jwk, "use");
  if (use != nullptr && std::string_view(use) != "sig") return std::nullopt;
  PublicKey::Handle handle = ImportPublic(jwk);
  if (handle == nullptr) return std::nullopt;
  std::vector<Algorithm> algorithms = AlgorithmsOf(handle.get());
  if (const char* name = TextMember(jwk, "alg")) {
    const std::optional<Algorithm> only = AlgorithmNamed(name);
    std::erase_if(algorithms, [only](Algorithm algorithm) { return algorithm != only; });
  }
  if (algorithms.empty()) return std::nullopt;
  const char* kid = TextMember(jwk, "kid");
  return PublicKey(kid == nullptr ? "" : kid, std::move(algorithms), std::move(handle));
}

absl::Status Unusable(absl::string_view got, absl::string_view wanted) {
  return errors::InvalidField(kField, got, wanted);
}

}  // namespace

absl::StatusOr<Algorithm> ParseAlgorithm(std::string_view name) {
  if (const std::optional<Algorithm> algorithm = AlgorithmNamed(name)) return *algorithm;
  return errors::Make(
      errors::v1::ERROR_REASON_TOKEN_INVALID,
      "the token's signature is of a kind that is not taken; wanted ES256, RS256 or PS256");
}

bool PublicKey::Suits(Algorithm algorithm) const {
  return std::find(algorithms_.begin(), algorithms_.end(), algorithm) != algorithms_.end();
}

absl::StatusOr<std::shared_ptr<const KeySet>> KeySet::FromJwks(std::string_view json) {
  if (json.size() > kMaxJwksBytes)
    return Unusable(absl::StrCat(json.size(), " bytes"), "at most 256 KiB");
  const Json root = ParseJsonObject(json);
  const json_t* entries = json_object_get(root.get(), "keys");
  if (!json_is_array(entries)) return Unusable("no array 'keys'", "a JSON Web Key Set");
  if (json_array_size(entries) > kMaxKeys) {
    return Unusable(absl::StrCat(json_array_size(entries), " keys"), "at most 100 keys");
  }
  std::vector<PublicKey> keys;
  for (size_t i = 0; i < json_array_size(entries); ++i) {
    if (std::optional<PublicKey> key = ReadKey(json_array_get(entries, i)))
      keys.push_back(*std::move(key));
  }
  if (keys.empty()) {
    return Unusable("no usable key",
                    "a P-256 key, or an RSA key of 2048 to 8192 bits, for signatures");
  }
  return std::make_shared<const KeySet>(std::move(keys));
}

absl::StatusOr<std::shared_ptr<const KeySet>> KeySet::FromPem(std::string_view pem) {
  const Json jwk = JwkOf(ReadPublicPem(pem).get());
  if (jwk == nullptr)
    return Unusable("another text", "a PEM block PUBLIC KEY with a P-256 or RSA key");
  std::optional<PublicKey> key = ReadKey(jwk.get());
  if (!key)
    return Unusable("a key of another kind", "a P-256 key, or an RSA key of 2048 to 8192 bits");
  return std::make_shared<const KeySet>(std::vector<PublicKey>{*std::move(key)});
}

const PublicKey* KeySet::Find(std::string_view kid, Algorithm algorithm) const {
  const PublicKey* possible = nullptr;
  int count = 0;
  for (const PublicKey& key : keys_) {
    if (!key.Suits(algorithm)) continue;
    if (!kid.empty() && key.kid() == kid) return &key;
    if (!kid.empty() && !key.kid().empty()) continue;
    possible = &key;
    ++count;
  }
  return count == 1 ? possible : nullptr;
}

}  // namespace peerchallenge::access

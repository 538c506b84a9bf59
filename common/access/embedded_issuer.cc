#include "common/access/embedded_issuer.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/access/claims.h"
#include "common/access/grant_text.h"
#include "common/access/jose.h"
#include "common/access/openssl_keys.h"
#include "common/access/private_file.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {
namespace {

struct JwkRelease {
  void operator()(cjose_jwk_t* jwk) const { cjose_jwk_release(jwk); }
};

std::string Dump(const json_t* json) {
  const std::unique_ptr<char, decltype(&free)> text(json_dumps(json, JSON_COMPACT), &free);
  return text == nullptr ? "" : text.get();
}

absl::Status CheckRequest(const std::string& subject, const std::vector<Grant>& grants,
                          absl::Duration lifetime) {
  if (!IsSubject(subject)) {
    return errors::InvalidField("subject", absl::CHexEscape(subject),
                                "1 to 256 bytes of UTF-8 without control characters");
  }
  if (grants.size() > TokenVerifier::kMaxGrants) {
    return errors::InvalidField("roles", absl::StrCat(grants.size()), "at most 64 grants");
  }
  for (const Grant& grant : grants) {
    if (absl::Status status = CheckGrant(grant, "roles"); !status.ok()) return status;
  }
  if (lifetime < absl::Seconds(1) || lifetime > EmbeddedIssuer::kMaxLifetime) {
    return errors::InvalidField("lifetime", absl::FormatDuration(lifetime), "1 second to 366 days");
  }
  return absl::OkStatus();
}

std::string Claims(const std::string& subject, const std::vector<Grant>& grants, absl::Time now,
                   absl::Duration lifetime) {
  const Json claims(json_object());
  const auto set = [&claims](const char* name, json_t* value) {
    json_object_set_new(claims.get(), name, value);
  };
  set("iss", json_string(std::string(EmbeddedIssuer::kName).c_str()));
  set("aud", json_string(std::string(EmbeddedIssuer::kAudience).c_str()));
  set("sub", json_stringn(subject.data(), subject.size()));
  set("iat", json_integer(absl::ToUnixSeconds(now)));
  set("exp", json_integer(absl::ToUnixSeconds(now + lifetime)));
  json_t* roles = json_array();
  for (const Grant& grant : grants)
    json_array_append_new(roles, json_string(FormatGrant(grant).c_str()));
  set("roles", roles);
  return Dump(claims.get());
}

}  // namespace

struct EmbeddedIssuer::Key {
  std::unique_ptr<cjose_jwk_t, JwkRelease> private_key;
  std::string kid;
  std::string public_key_set;
  Keys keys;
};

EmbeddedIssuer::EmbeddedIssuer(std::unique_ptr<Key> key, const environment::Clock& clock)
    : key_(std::move(key)), clock_(clock) {}
EmbeddedIssuer::~EmbeddedIssuer() = default;

absl::StatusOr<std::unique_ptr<EmbeddedIssuer>> EmbeddedIssuer::Open(
    const std::filesystem::path& directory, const environment::Clock& clock) {
  const std::filesystem::path path = directory / std::string(kKeyFile);
  const absl::StatusOr<std::string> pem =
      ReadOrCreatePrivateFile(path, [] { return WritePrivatePem(NewP256Key().get()); });
  if (!pem.ok()) return pem.status();
  const Pkey pkey = ReadPrivatePem(*pem);
  const Json private_jwk = PrivateJwkOf(pkey.get());
  if (private_jwk == nullptr) {
    return errors::InvalidField("data_dir", absl::StrCat(path.string(), " is another text"),
                                "a P-256 key as PEM");
  }
  auto key = std::make_unique<Key>();
  key->private_key.reset(cjose_jwk_import_json(private_jwk.get(), nullptr));
  const Json public_jwk = JwkOf(pkey.get());
  key->kid = ThumbprintOf(public_jwk.get());
  json_object_set_new(public_jwk.get(), "kid", json_string(key->kid.c_str()));
  json_object_set_new(public_jwk.get(), "use", json_string("sig"));
  json_object_set_new(public_jwk.get(), "alg", json_string("ES256"));
  key->public_key_set = absl::StrCat(R"({"keys":[)", Dump(public_jwk.get()), "]}");
  absl::StatusOr<Keys> keys = KeySet::FromJwks(key->public_key_set);
  if (!keys.ok()) return keys.status();
  key->keys = *std::move(keys);
  return absl::WrapUnique(new EmbeddedIssuer(std::move(key), clock));
}

absl::StatusOr<std::string> EmbeddedIssuer::IssueToken(const std::string& subject,
                                                       const std::vector<Grant>& grants,
                                                       absl::Duration lifetime) const {
  if (absl::Status status = CheckRequest(subject, grants, lifetime); !status.ok()) return status;
  const JwsHeader header(cjose_header_new(nullptr));
  cjose_header_set(header.get(), CJOSE_HDR_ALG, CJOSE_HDR_ALG_ES256, nullptr);
  cjose_header_set(header.get(), CJOSE_HDR_KID, key_->kid.c_str(), nullptr);
  const std::string claims = Claims(subject, grants, clock_.Now(), lifetime);
  const Jws jws(cjose_jws_sign(key_->private_key.get(), header.get(),
                               reinterpret_cast<const uint8_t*>(claims.data()), claims.size(),
                               nullptr));
  const char* token = nullptr;
  if (jws == nullptr || !cjose_jws_export(jws.get(), &token, nullptr)) {
    return errors::Make(errors::v1::ERROR_REASON_INTERNAL, "signing a token failed");
  }
  if (std::string_view(token).size() > TokenVerifier::kMaxTokenBytes) {
    return errors::InvalidField("roles", absl::StrCat(grants.size(), " grants"),
                                "fewer grants: the token gets too long");
  }
  return std::string(token);
}

Issuer EmbeddedIssuer::AsIssuer() const {
  return {.name = std::string(kName),
          .audiences = {std::string(kAudience)},
          .keys = std::make_shared<FixedKeys>(key_->keys),
          .subject_claim = "sub",
          .subject_prefix = "",
          .asserts_roles = true,
          .max_lifetime = kMaxLifetime};
}

const std::string& EmbeddedIssuer::PublicKeySet() const { return key_->public_key_set; }

}  // namespace peerchallenge::access

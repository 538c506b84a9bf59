#include "common/access/jwt.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {
namespace {

constexpr size_t kMaxKidBytes = 256;
constexpr size_t kEs256Bytes = 64;  // libcjose reads so many, whatever came

absl::Status Invalid(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_TOKEN_INVALID, why);
}

Json DecodeObject(absl::string_view part) {
  std::string bytes;
  return DecodeBase64Url({part.data(), part.size()}, bytes) ? ParseJsonObject(bytes) : nullptr;
}

bool IsTokenType(const json_t* type) {
  if (type == nullptr) return true;
  const char* name = json_string_value(type);
  return name != nullptr &&
         (absl::EqualsIgnoreCase(name, "JWT") || absl::EqualsIgnoreCase(name, "at+jwt"));
}

}  // namespace

absl::StatusOr<Jwt> ParseJwt(std::string_view token) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::string_view(token.data(), token.size()), '.');
  if (parts.size() != 3) return Invalid("the token does not have three parts");
  const Json header = DecodeObject(parts[0]);
  if (header == nullptr) return Invalid("the token's header is not base64url of a JSON object");
  const char* alg = TextMember(header.get(), "alg");
  const absl::StatusOr<Algorithm> algorithm = ParseAlgorithm(alg == nullptr ? "" : alg);
  if (!algorithm.ok()) return algorithm.status();
  if (json_object_get(header.get(), "crit") != nullptr)
    return Invalid("the token asks for critical extensions");
  if (!IsTokenType(json_object_get(header.get(), "typ")))
    return Invalid("the token is of another type than JWT");
  const json_t* kid = json_object_get(header.get(), "kid");
  if (kid != nullptr && (!json_is_string(kid) || json_string_length(kid) > kMaxKidBytes)) {
    return Invalid("the token's kid is not a short text");
  }
  Json claims = DecodeObject(parts[1]);
  if (claims == nullptr) return Invalid("the token's claims are not base64url of a JSON object");
  std::string signature;
  if (!DecodeBase64Url({parts[2].data(), parts[2].size()}, signature)) {
    return Invalid("the token's signature is not base64url");
  }
  if (signature.empty() || (*algorithm == Algorithm::kEs256 && signature.size() != kEs256Bytes)) {
    return Invalid("the token's signature has another length than its kind");
  }
  return Jwt{.algorithm = *algorithm,
             .kid = kid == nullptr ? "" : json_string_value(kid),
             .claims = std::move(claims)};
}

absl::Status VerifySignature(std::string_view token, const PublicKey& key) {
  const Jws jws(cjose_jws_import(token.data(), token.size(), nullptr));
  if (jws == nullptr || !cjose_jws_verify(jws.get(), key.handle(), nullptr)) {
    return Invalid("the token's signature does not match");
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::access

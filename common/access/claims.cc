#include "common/access/claims.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/access/grant_text.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {
namespace {

constexpr size_t kMaxSubjectBytes = 256;
constexpr double kMaxDate = 253402300799;  // the end of the year 9999

absl::Status Invalid(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_TOKEN_INVALID, why);
}

absl::Status Expired(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_TOKEN_EXPIRED, why);
}

// A NumericDate (RFC 7519): seconds since 1970, perhaps with a fraction.
absl::StatusOr<std::optional<absl::Time>> DateClaim(const json_t* claims, const char* name) {
  const json_t* claim = json_object_get(claims, name);
  if (claim == nullptr) return std::nullopt;
  const double seconds = json_number_value(claim);
  if (!json_is_number(claim) || !std::isfinite(seconds) || seconds < 0 || seconds > kMaxDate) {
    return Invalid(absl::StrCat("the token's '", name, "' is not a date"));
  }
  return absl::FromUnixMicros(static_cast<int64_t>(seconds * 1e6));
}

// When the token ends, leeway included.
absl::StatusOr<absl::Time> CheckTimes(const json_t* claims, const Issuer& issuer, absl::Time now) {
  const auto exp = DateClaim(claims, "exp");
  const auto nbf = DateClaim(claims, "nbf");
  const auto iat = DateClaim(claims, "iat");
  for (const auto* date : {&exp, &nbf, &iat}) {
    if (!date->ok()) return date->status();
  }
  if (!exp->has_value()) return Invalid("the token has no 'exp'");
  const absl::Time end = **exp + TokenVerifier::kLeeway;
  if (now >= end) return Expired("the token's time is over");
  const absl::Time begin =
      std::max(nbf->value_or(absl::InfinitePast()), iat->value_or(absl::InfinitePast()));
  if (now < begin - TokenVerifier::kLeeway) return Expired("the token's time has not begun");
  if (**exp - std::min(iat->value_or(now), now) > issuer.max_lifetime + TokenVerifier::kLeeway) {
    return Invalid("the token lives longer than its issuer's tokens may");
  }
  return end;
}

bool IsAudience(const json_t* audience, const Issuer& issuer) {
  const char* name = json_string_value(audience);
  return name != nullptr && std::find(issuer.audiences.begin(), issuer.audiences.end(), name) !=
                                issuer.audiences.end();
}

absl::Status CheckAudience(const json_t* claims, const Issuer& issuer) {
  const json_t* aud = json_object_get(claims, "aud");
  if (IsAudience(aud, issuer)) return absl::OkStatus();
  for (size_t i = 0; i < json_array_size(aud); ++i) {
    if (IsAudience(json_array_get(aud, i), issuer)) return absl::OkStatus();
  }
  return Invalid("the token is meant for someone else");
}

absl::StatusOr<std::string> Subject(const json_t* claims, const Issuer& issuer) {
  const char* claim = TextMember(claims, issuer.subject_claim.c_str());
  const std::string subject = claim == nullptr ? "" : absl::StrCat(issuer.subject_prefix, claim);
  if (claim == nullptr || *claim == '\0' || !IsSubject(subject)) {
    return Invalid(
        absl::StrCat("the token's '", issuer.subject_claim, "' is not a text of 1 to 256 bytes"));
  }
  if (!issuer.asserts_roles && absl::StartsWith(subject, "regions/")) {
    return Invalid("the token's issuer may not name people of the directory");
  }
  return subject;
}

absl::StatusOr<std::vector<Grant>> Grants(const json_t* claims, const Issuer& issuer) {
  std::vector<Grant> grants;
  const json_t* roles = json_object_get(claims, "roles");
  if (!issuer.asserts_roles || roles == nullptr) return grants;
  if (!json_is_array(roles) || json_array_size(roles) > TokenVerifier::kMaxGrants) {
    return Invalid(absl::StrCat("the token's 'roles' is not a list of at most ",
                                TokenVerifier::kMaxGrants, " grants"));
  }
  for (size_t i = 0; i < json_array_size(roles); ++i) {
    const json_t* role = json_array_get(roles, i);
    if (!json_is_string(role)) return Invalid("the token's 'roles' has an entry that is no text");
    absl::StatusOr<Grant> grant =
        ParseGrant({json_string_value(role), json_string_length(role)}, "roles");
    if (!grant.ok())
      return Invalid(
          absl::StrCat("the token's 'roles' has an entry, number ", i, ", that is no grant"));
    grants.push_back(*std::move(grant));
  }
  return grants;
}

}  // namespace

bool IsSubject(std::string_view subject) {
  const bool shown = std::none_of(subject.begin(), subject.end(), [](char c) {
    return absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
  const Json utf8(json_stringn(subject.data(), subject.size()));  // null for anything else
  return !subject.empty() && subject.size() <= kMaxSubjectBytes && shown && utf8 != nullptr;
}

absl::StatusOr<Caller> CheckClaims(const json_t* claims, const Issuer& issuer, absl::Time now) {
  if (absl::Status status = CheckAudience(claims, issuer); !status.ok()) return status;
  absl::StatusOr<std::string> subject = Subject(claims, issuer);
  if (!subject.ok()) return subject.status();
  absl::StatusOr<std::vector<Grant>> grants = Grants(claims, issuer);
  if (!grants.ok()) return grants.status();
  const absl::StatusOr<absl::Time> end =
      CheckTimes(claims, issuer, now);  // last: EXPIRED means nothing else is wrong
  if (!end.ok()) return end.status();
  return Caller{.subject = *std::move(subject), .grants = *std::move(grants), .expires = *end};
}

}  // namespace peerchallenge::access

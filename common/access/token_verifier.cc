#include "common/access/token_verifier.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "common/access/claims.h"
#include "common/access/jwt.h"
#include "common/access/token_cache.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {
namespace {

absl::Status Invalid(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_TOKEN_INVALID, why);
}

absl::Status CheckIssuers(const std::vector<Issuer>& issuers) {
  std::set<std::string> names;
  for (size_t i = 0; i < issuers.size(); ++i) {
    const Issuer& issuer = issuers[i];
    const std::string field = absl::StrCat("issuers[", i, "]");
    if (issuer.name.empty() || !names.insert(issuer.name).second) {
      return errors::InvalidField(absl::StrCat(field, ".name"), issuer.name,
                                  "a name, different for each issuer");
    }
    if (issuer.audiences.empty()) {
      return errors::InvalidField(absl::StrCat(field, ".audiences"), "none",
                                  "at least one audience");
    }
    if (issuer.keys == nullptr) {
      return errors::InvalidField(absl::StrCat(field, ".keys"), "none", "a source of keys");
    }
  }
  return absl::OkStatus();
}

}  // namespace

class TokenVerifier::Impl {
 public:
  Impl(TokenVerifierOptions options, const environment::Clock& clock)
      : issuers_(std::move(options.issuers)), cache_(options.cache_entries), clock_(clock) {}

  absl::StatusOr<Caller> Verify(std::string_view token) {
    if (token.empty() || token.size() > kMaxTokenBytes) {
      return Invalid(
          absl::StrCat("the token has ", token.size(), " bytes; wanted 1 to ", kMaxTokenBytes));
    }
    const TokenCache::Digest digest = TokenCache::DigestOf(token);
    if (std::optional<TokenCache::Entry> known = cache_.Find(digest)) {
      if (IsStillGood(*known)) return std::move(known->caller);
      cache_.Remove(digest);
    }
    absl::StatusOr<TokenCache::Entry> entry = VerifyAnew(token);
    if (!entry.ok()) return entry.status();
    Caller caller = entry->caller;
    cache_.Put(digest, *std::move(entry));
    return caller;
  }

 private:
  bool IsStillGood(const TokenCache::Entry& entry) const {
    if (clock_.Now() >= entry.caller.expires) return false;
    const absl::StatusOr<Keys> keys = issuers_[entry.issuer].keys->Current();
    return keys.ok() && *keys == entry.keys;
  }

  absl::StatusOr<TokenCache::Entry> VerifyAnew(std::string_view token) const {
    const absl::StatusOr<Jwt> jwt = ParseJwt(token);
    if (!jwt.ok()) return jwt.status();
    const std::optional<size_t> issuer = IssuerOf(*jwt);
    if (!issuer) return Invalid("the token's issuer is not known here");
    const absl::StatusOr<Keys> keys = issuers_[*issuer].keys->Current();
    if (!keys.ok()) return keys.status();
    const PublicKey* key = (*keys)->Find(jwt->kid, jwt->algorithm);
    if (key == nullptr) return KeyMissing(*issuers_[*issuer].keys);
    if (absl::Status status = VerifySignature(token, *key); !status.ok()) return status;
    absl::StatusOr<Caller> caller = CheckClaims(jwt->claims.get(), issuers_[*issuer], clock_.Now());
    if (!caller.ok()) return caller.status();
    return TokenCache::Entry{.caller = *std::move(caller), .issuer = *issuer, .keys = *keys};
  }

  std::optional<size_t> IssuerOf(const Jwt& jwt) const {
    const char* name = TextMember(jwt.claims.get(), "iss");
    for (size_t i = 0; i < issuers_.size(); ++i) {
      if (name != nullptr && issuers_[i].name == name) return i;
    }
    return std::nullopt;
  }

  static absl::Status KeyMissing(KeySource& keys) {
    if (!keys.LookAgain()) return Invalid("the token's key is not one of its issuer's");
    return errors::Make(errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE,
                        "the token's key is new here; the issuer's keys are being fetched",
                        {{"service", "token-issuer"}});
  }

  const std::vector<Issuer> issuers_;
  TokenCache cache_;
  const environment::Clock& clock_;
};

TokenVerifier::TokenVerifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TokenVerifier::~TokenVerifier() = default;

absl::StatusOr<std::unique_ptr<TokenVerifier>> TokenVerifier::Create(
    TokenVerifierOptions options, const environment::Clock& clock) {
  if (absl::Status status = CheckIssuers(options.issuers); !status.ok()) return status;
  return absl::WrapUnique(new TokenVerifier(std::make_unique<Impl>(std::move(options), clock)));
}

absl::StatusOr<Caller> TokenVerifier::Verify(std::string_view token) {
  return impl_->Verify(token);
}

}  // namespace peerchallenge::access

#include "common/access/token_verifier.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/environment/clock.h"
#include "gtest/gtest.h"
#include "tests/common/access/test_keys.h"
#include "tests/common/access/test_support.h"

namespace peerchallenge::access {
namespace {

using errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE;
using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_TOKEN_EXPIRED;
using errors::v1::ERROR_REASON_TOKEN_INVALID;

constexpr int64_t kNow = 1'800'000'000;
constexpr std::string_view kGrant = "PROGRAMME_OFFICE@regions/em";

// Keys that a test changes, and that can be away.
class SwappableKeys final : public KeySource {
 public:
  explicit SwappableKeys(Keys first) : keys(std::move(first)) {}
  absl::StatusOr<Keys> Current() override {
    if (keys == nullptr) return errors::Make(ERROR_REASON_DEPENDENCY_UNAVAILABLE, "no keys");
    return keys;
  }
  bool LookAgain() override { return looking; }

  Keys keys;
  bool looking = false;
};

// Claims of a good token, with `changes` as more or other members: {"exp":...} and so on. An empty
// value leaves one out.
std::string Claims(std::vector<std::pair<std::string, std::string>> changes = {}) {
  std::vector<std::pair<std::string, std::string>> members = {
      {"iss", R"("https://id.example/")"},
      {"aud", R"("peerchallenge")"},
      {"sub", R"("office-1")"},
      {"iat", absl::StrCat(kNow)},
      {"exp", absl::StrCat(kNow + 3600)},
      {"roles", absl::StrCat("[\"", std::string(kGrant), "\"]")}};
  for (auto& change : changes) {
    std::erase_if(members, [&change](const auto& member) { return member.first == change.first; });
    if (!change.second.empty()) members.push_back(std::move(change));
  }
  return absl::StrCat("{",
                      absl::StrJoin(members, ",",
                                    [](std::string* out, const auto& member) {
                                      absl::StrAppend(out, "\"", member.first,
                                                      "\":", member.second);
                                    }),
                      "}");
}

class TokenVerifierTest : public testing::Test {
 protected:
  TokenVerifierTest() {
    source_ = std::make_shared<SwappableKeys>(
        *KeySet::FromJwks(Jwks({ec_.Jwk(), rsa_.Jwk(), ps_only_.Jwk(R"(,"alg":"PS256")")})));
    outside_source_ = std::make_shared<SwappableKeys>(*KeySet::FromJwks(Jwks({outside_.Jwk()})));
    verifier_ = *TokenVerifier::Create({.issuers = {{.name = "https://id.example/",
                                                     .audiences = {"peerchallenge", "other-name"},
                                                     .keys = source_,
                                                     .asserts_roles = true},
                                                    {.name = "https://outside.example/",
                                                     .audiences = {"peerchallenge"},
                                                     .keys = outside_source_,
                                                     .subject_claim = "oid",
                                                     .subject_prefix = "outside:"}}},
                                       clock_);
  }

  std::string Good(std::vector<std::pair<std::string, std::string>> changes = {}) const {
    return Sign(ec_, "ES256", Header("ES256", "ec"), Claims(std::move(changes)));
  }
  std::string Outside(std::vector<std::pair<std::string, std::string>> changes = {}) const {
    changes.insert(changes.begin(),
                   {{"iss", R"("https://outside.example/")"}, {"oid", R"("u-1")"}});
    return Sign(outside_, "ES256", Header("ES256", "outside"), Claims(std::move(changes)));
  }

  environment::ManualClock clock_{absl::FromUnixSeconds(kNow)};
  const TestKey ec_ = TestKey::P256("ec");
  const TestKey rsa_ = TestKey::Rsa(2048, "rsa");
  const TestKey ps_only_ = TestKey::Rsa(2048, "ps-only");
  const TestKey outside_ = TestKey::P256("outside");
  std::shared_ptr<SwappableKeys> source_;
  std::shared_ptr<SwappableKeys> outside_source_;
  std::unique_ptr<TokenVerifier> verifier_;
};

TEST_F(TokenVerifierTest, TakesEveryAllowedSignature) {
  for (const std::string& token : {Good(), Sign(rsa_, "RS256", Header("RS256", "rsa"), Claims()),
                                   Sign(rsa_, "PS256", Header("PS256", "rsa"), Claims()),
                                   Sign(ps_only_, "PS256", Header("PS256", "ps-only"), Claims())}) {
    const absl::StatusOr<Caller> caller = verifier_->Verify(token);
    ASSERT_TRUE(caller.ok()) << caller.status();
    EXPECT_EQ(caller->subject, "office-1");
    EXPECT_EQ(caller->grants,
              (std::vector<Grant>{{.role = v1::ROLE_PROGRAMME_OFFICE, .region = "regions/em"}}));
  }
}

TEST_F(TokenVerifierTest, TakesOtherFormsOfGoodTokens) {
  const std::vector<std::pair<std::string, std::string>> tokens = {
      {"one of several audiences", Good({{"aud", R"(["x","other-name"])"}})},
      {"no iat", Good({{"iat", ""}})},
      {"no roles", Good({{"roles", ""}})},
      {"fractions of seconds", Good({{"exp", absl::StrCat(kNow + 10, ".5")}})},
      {"type JWT", Sign(ec_, "ES256", R"({"alg":"ES256","typ":"JWT","kid":"ec"})", Claims())},
      {"type at+jwt", Sign(ec_, "ES256", R"({"alg":"ES256","typ":"at+jwt","kid":"ec"})", Claims())},
      {"no kid, one key of that kind", Sign(ec_, "ES256", R"({"alg":"ES256"})", Claims())},
      {"claims that we do not know", Good({{"email", R"("x@example.org")"}, {"deep", "[[[{}]]]"}})},
  };
  for (const auto& [what, token] : tokens) EXPECT_TRUE(verifier_->Verify(token).ok()) << what;
}

TEST_F(TokenVerifierTest, RefusesAttacks) {
  const TestKey stranger = TestKey::P256("ec");  // the right name, another key
  const std::string good = Good();
  const std::vector<std::string> parts = absl::StrSplit(good, '.');
  const auto encode = [](const std::string& text) { return absl::WebSafeBase64Escape(text); };
  std::string signature;
  ASSERT_TRUE(DecodeBase64Url(parts[2], signature));
  // The last letter of 86 holds four bits that belong to no byte.
  const char other_spelling = good.back() == 'Q'   ? 'R'
                              : good.back() == 'g' ? 'h'
                              : good.back() == 'w' ? 'x'
                                                   : 'B';
  const std::string unsigned_part =
      absl::StrCat(encode(R"({"alg":"none"})"), ".", encode(Claims()), ".");
  const std::vector<std::pair<std::string, std::string>> tokens = {
      {"nothing", ""},
      {"no token", "hello"},
      {"dots", ".."},
      {"alg none", unsigned_part},
      {"alg none with a signature", unsigned_part + parts[2]},
      {"alg NONE", absl::StrCat(encode(R"({"alg":"NONE","kid":"ec"})"), ".", parts[1], ".")},
      {"no alg", Sign(ec_, "ES256", R"({"kid":"ec"})", Claims())},
      {"alg is a number", Sign(ec_, "ES256", R"({"alg":256,"kid":"ec"})", Claims())},
      {"HS256 keyed with the public PEM",
       SignHmac(rsa_.PublicPem(), Header("HS256", "rsa"), Claims())},
      {"HS256 keyed with the JWK", SignHmac(rsa_.Jwk(), Header("HS256", "rsa"), Claims())},
      {"HS256 keyed with nothing", SignHmac("", Header("HS256", "ec"), Claims())},
      {"an HMAC that says ES256", SignHmac(ec_.PublicPem(), Header("ES256", "ec"), Claims())},
      {"ES384", Sign(ec_, "ES256", Header("ES384", "ec"), Claims())},
      {"RS512", Sign(rsa_, "RS256", Header("RS512", "rsa"), Claims())},
      {"ES256 with the name of an RSA key", Sign(ec_, "ES256", Header("ES256", "rsa"), Claims())},
      {"RS256 with the name of an EC key", Sign(rsa_, "RS256", Header("RS256", "ec"), Claims())},
      {"RS256 with a key for PS256 only",
       Sign(ps_only_, "RS256", Header("RS256", "ps-only"), Claims())},
      {"a key that nobody knows", Sign(stranger, "ES256", Header("ES256", "ec"), Claims())},
      {"a name that nobody knows", Sign(ec_, "ES256", Header("ES256", "unknown"), Claims())},
      {"an empty name of several that would do",
       Sign(rsa_, "PS256", R"({"alg":"PS256"})", Claims())},
      {"kid is a list", Sign(ec_, "ES256", R"({"alg":"ES256","kid":["ec"]})", Claims())},
      {"a kid of 300 bytes", Sign(ec_, "ES256", Header("ES256", std::string(300, 'k')), Claims())},
      {"the key of another issuer", Sign(outside_, "ES256", Header("ES256", "outside"), Claims())},
      {"a key that it brings along",
       Sign(stranger, "ES256",
            absl::StrCat(R"({"alg":"ES256","kid":"new","jwk":)", stranger.Jwk(), "}"), Claims())},
      {"critical extensions",
       Sign(ec_, "ES256", R"({"alg":"ES256","kid":"ec","crit":["b64"],"b64":false})", Claims())},
      {"another type",
       Sign(ec_, "ES256", R"({"alg":"ES256","kid":"ec","typ":"dpop+jwt"})", Claims())},
      {"other claims under a good signature",
       absl::StrCat(parts[0], ".", encode(Claims({{"sub", R"("x")"}})), ".", parts[2])},
      {"another header under a good signature",
       absl::StrCat(encode(R"({"alg":"ES256","kid":"ec","x":1})"), ".", parts[1], ".", parts[2])},
      {"no signature", absl::StrCat(parts[0], ".", parts[1], ".")},
      {"a signature with a tail", good + "A"},
      {"a signature of 65 bytes",
       absl::StrCat(parts[0], ".", parts[1], ".", encode(signature + "x"))},
      {"a signature of 63 bytes",
       absl::StrCat(parts[0], ".", parts[1], ".", encode(signature.substr(0, 63)))},
      {"a signature of one byte", absl::StrCat(parts[0], ".", parts[1], ".", encode("x"))},
      {"a signature of zeros",
       absl::StrCat(parts[0], ".", parts[1], ".", encode(std::string(64, '\0')))},
      {"bits after the last byte", good.substr(0, good.size() - 1) + other_spelling},
      {"cut short", good.substr(0, good.size() - 10)},
      {"a part too many", good + ".e30"},
      {"a part too few", absl::StrCat(parts[0], ".", parts[1])},
      {"padding", good + "=="},
      {"plain base64", absl::StrCat(parts[0], "+/.", parts[1], ".", parts[2])},
      {"a space", good + " "},
      {"a zero byte", good + std::string(1, '\0')},
      {"a line break inside", absl::StrCat(parts[0], ".\n", parts[1], ".", parts[2])},
      {"more than 8 KiB", Good({{"pad", absl::StrCat("\"", std::string(8192, 'x'), "\"")}})},
      {"header is a list", Sign(ec_, "ES256", "[]", Claims())},
      {"header is no JSON", Sign(ec_, "ES256", "{", Claims())},
      {"claims are a list", Sign(ec_, "ES256", Header("ES256", "ec"), "[1]")},
      {"claims are no JSON", Sign(ec_, "ES256", Header("ES256", "ec"), "{\"iss\"")},
      {"claims with a tail", Sign(ec_, "ES256", Header("ES256", "ec"), Claims() + "{}")},
      {"claims that are no UTF-8", Good({{"name", "\"\xff\""}})},
      {"a claim twice", Sign(ec_, "ES256", Header("ES256", "ec"),
                             Claims().insert(1, R"("sub":"regions/em/people/lead",)"))},
      {"alg twice", Sign(ec_, "ES256", R"({"alg":"none","alg":"ES256","kid":"ec"})", Claims())},
      {"deep nesting", Good({{"deep", std::string(2500, '[') + std::string(2500, ']')}})},
  };
  for (const auto& [what, token] : tokens) {
    EXPECT_THAT(verifier_->Verify(token), HasReason(ERROR_REASON_TOKEN_INVALID)) << what;
  }
}

TEST_F(TokenVerifierTest, RefusesClaimsThatDoNotFit) {
  const std::string grant = absl::StrCat("\"", std::string(kGrant), "\"");
  const std::vector<std::pair<std::string, std::string>> tokens = {
      {"no issuer", Good({{"iss", ""}})},
      {"unknown issuer", Good({{"iss", R"("https://evil.example/")"}})},
      {"issuer without its last stroke", Good({{"iss", R"("https://id.example")"}})},
      {"issuer is a list", Good({{"iss", R"(["https://id.example/"])"}})},
      {"another issuer's name", Good({{"iss", R"("https://outside.example/")"}})},
      {"no audience", Good({{"aud", ""}})},
      {"another audience", Good({{"aud", R"("peerchallenge2")"}})},
      {"other audiences", Good({{"aud", R"(["a",["peerchallenge"]])"}})},
      {"no audience in the list", Good({{"aud", "[]"}})},
      {"no subject", Good({{"sub", ""}})},
      {"empty subject", Good({{"sub", R"("")"}})},
      {"subject is a number", Good({{"sub", "17"}})},
      {"subject with a line break", Good({{"sub", R"("a\nb")"}})},
      {"subject with a zero", Good({{"sub", R"("a\u0000b")"}})},
      {"a subject of 257 bytes", Good({{"sub", absl::StrCat("\"", std::string(257, 'x'), "\"")}})},
      {"no end", Good({{"exp", ""}})},
      {"end as text", Good({{"exp", absl::StrCat("\"", kNow + 60, "\"")}})},
      {"end without end", Good({{"exp", "1e300"}})},
      {"negative end", Good({{"exp", "-1"}})},
      {"lives too long", Good({{"exp", absl::StrCat(kNow + 2 * 86400)}})},
      {"lives too long, by an early iat", Good({{"iat", absl::StrCat(kNow - 10 * 86400)}})},
      {"lives too long, without iat", Good({{"iat", ""}, {"exp", absl::StrCat(kNow + 2 * 86400)}})},
      {"roles is a text", Good({{"roles", grant}})},
      {"a role that is no text", Good({{"roles", "[1]"}})},
      {"a role that is none", Good({{"roles", R"(["GOD"])"}})},
      {"a team role", Good({{"roles", R"(["LEAD_REVIEWER"])"}})},
      {"a role cut at a zero", Good({{"roles", R"(["ADMINISTRATOR\u0000@regions/em"])"}})},
      {"65 roles",
       Good({{"roles",
              absl::StrCat("[", absl::StrJoin(std::vector<std::string>(65, grant), ","), "]")}})},
  };
  for (const auto& [what, token] : tokens) {
    EXPECT_THAT(verifier_->Verify(token), HasReason(ERROR_REASON_TOKEN_INVALID)) << what;
  }
}

TEST_F(TokenVerifierTest, TellsExpiredFromInvalid) {
  EXPECT_THAT(verifier_->Verify(Good({{"exp", absl::StrCat(kNow - 60)}})),
              HasReason(ERROR_REASON_TOKEN_EXPIRED));
  EXPECT_THAT(verifier_->Verify(Good({{"nbf", absl::StrCat(kNow + 61)}})),
              HasReason(ERROR_REASON_TOKEN_EXPIRED));
  EXPECT_THAT(verifier_->Verify(Good({{"iat", absl::StrCat(kNow + 61)}})),
              HasReason(ERROR_REASON_TOKEN_EXPIRED));
  // Expired is said only of a token that is good otherwise.
  const TestKey stranger = TestKey::P256("ec");
  const std::string expired = Claims({{"exp", absl::StrCat(kNow - 60)}});
  EXPECT_THAT(verifier_->Verify(Sign(stranger, "ES256", Header("ES256", "ec"), expired)),
              HasReason(ERROR_REASON_TOKEN_INVALID));
  EXPECT_THAT(verifier_->Verify(Good({{"exp", absl::StrCat(kNow - 60)}, {"aud", R"("x")"}})),
              HasReason(ERROR_REASON_TOKEN_INVALID));
}

TEST_F(TokenVerifierTest, GivesClocksAMinute) {
  EXPECT_TRUE(verifier_->Verify(Good({{"exp", absl::StrCat(kNow - 59)}})).ok());
  EXPECT_TRUE(verifier_->Verify(Good({{"nbf", absl::StrCat(kNow + 60)}})).ok());
  EXPECT_TRUE(verifier_->Verify(Good({{"iat", absl::StrCat(kNow + 60)}})).ok());
}

TEST_F(TokenVerifierTest, ARememberedTokenExpiresOnTime) {
  const std::string token = Good({{"exp", absl::StrCat(kNow + 100)}});
  ASSERT_TRUE(verifier_->Verify(token).ok());
  clock_.Advance(absl::Seconds(159));
  EXPECT_TRUE(verifier_->Verify(token).ok());
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(verifier_->Verify(token), HasReason(ERROR_REASON_TOKEN_EXPIRED));
}

TEST_F(TokenVerifierTest, ARememberedTokenEndsWithItsKey) {
  const std::string token = Good();
  ASSERT_TRUE(verifier_->Verify(token).ok());
  source_->keys = *KeySet::FromJwks(Jwks({rsa_.Jwk()}));
  EXPECT_THAT(verifier_->Verify(token), HasReason(ERROR_REASON_TOKEN_INVALID));
  source_->keys = *KeySet::FromJwks(Jwks({ec_.Jwk()}));
  EXPECT_TRUE(verifier_->Verify(token).ok());
}

TEST_F(TokenVerifierTest, SaysSoWhenKeysAreAwayOrOnTheirWay) {
  source_->looking = true;
  EXPECT_THAT(verifier_->Verify(Sign(ec_, "ES256", Header("ES256", "new"), Claims())),
              HasReason(ERROR_REASON_DEPENDENCY_UNAVAILABLE));
  source_->keys = nullptr;
  EXPECT_THAT(verifier_->Verify(Good()), HasReason(ERROR_REASON_DEPENDENCY_UNAVAILABLE));
}

TEST_F(TokenVerifierTest, AnIssuerThatIsNotTrustedWithRolesGivesNone) {
  for (const std::string roles : {R"(["ADMINISTRATOR"])", R"(["app.role"])", R"("text")"}) {
    const absl::StatusOr<Caller> caller = verifier_->Verify(Outside({{"roles", roles}}));
    ASSERT_TRUE(caller.ok()) << caller.status();
    EXPECT_TRUE(caller->grants.empty()) << roles;
    EXPECT_EQ(caller->subject, "outside:u-1");
  }
}

TEST(TokenVerifierSubjects, OnlyAnIssuerOfRolesNamesPeopleOfTheDirectory) {
  environment::ManualClock clock(absl::FromUnixSeconds(kNow));
  const TestKey key = TestKey::P256("k");
  const std::string token =
      Sign(key, "ES256", Header("ES256", "k"), Claims({{"sub", R"("regions/em/people/em-014")"}}));
  Issuer issuer{.name = "https://id.example/",
                .audiences = {"peerchallenge"},
                .keys = std::make_shared<FixedKeys>(*KeySet::FromJwks(Jwks({key.Jwk()})))};
  EXPECT_THAT((*TokenVerifier::Create({.issuers = {issuer}}, clock))->Verify(token),
              HasReason(ERROR_REASON_TOKEN_INVALID));
  issuer.asserts_roles = true;
  EXPECT_EQ((*TokenVerifier::Create({.issuers = {issuer}}, clock))->Verify(token)->subject,
            "regions/em/people/em-014");
}

TEST_F(TokenVerifierTest, NoMessageHoldsAnyOfTheToken) {
  for (const std::string& token :
       {Good({{"aud", R"("secret-audience")"}}), Good({{"sub", R"("secret\nsubject")"}}),
        Good({{"iss", R"("secret-issuer")"}}), Good({{"roles", R"(["SECRET-ROLE"])"}}),
        Sign(ec_, "ES256", Header("secret-alg", "ec"), Claims()),
        std::string("secret.secret.secret")}) {
    const std::string message(verifier_->Verify(token).status().message());
    EXPECT_EQ(message.find("secret"), std::string::npos) << message;
    EXPECT_EQ(message.find("SECRET"), std::string::npos) << message;
  }
}

TEST_F(TokenVerifierTest, RefusesIssuersThatCannotWork) {
  const auto create = [this](Issuer issuer) {
    return TokenVerifier::Create({.issuers = {std::move(issuer)}}, clock_).status();
  };
  EXPECT_THAT(create({.name = "", .audiences = {"a"}, .keys = source_}),
              HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(create({.name = "x", .audiences = {}, .keys = source_}),
              HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(create({.name = "x", .audiences = {"a"}, .keys = nullptr}),
              HasReason(ERROR_REASON_FIELD_INVALID));
  const Issuer twice{.name = "x", .audiences = {"a"}, .keys = source_};
  EXPECT_THAT(TokenVerifier::Create({.issuers = {twice, twice}}, clock_).status(),
              HasReason(ERROR_REASON_FIELD_INVALID));
}

}  // namespace
}  // namespace peerchallenge::access

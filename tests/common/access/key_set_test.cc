#include "common/access/key_set.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/common/access/test_keys.h"
#include "tests/common/access/test_support.h"

namespace peerchallenge::access {
namespace {

using errors::v1::ERROR_REASON_FIELD_INVALID;

TEST(KeySet, LeavesOutKeysThatAreNotForUs) {
  const TestKey good = TestKey::P256("good");
  const TestKey other = TestKey::P256("other");
  const auto keys = KeySet::FromJwks(
      Jwks({other.Jwk(R"(,"use":"enc")"), other.Jwk(R"(,"alg":"ES512")"),
            TestKey::Rsa(1024, "weak").Jwk(), R"({"kty":"oct","k":"c2VjcmV0","kid":"oct"})",
            R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"off-curve"})",
            R"({"kty":"OKP","crv":"Ed25519","x":"AA","kid":"okp"})", "17", "{}",
            R"({"kty":"RSA","n":"ofgW=CuL","e":"AQAB","kid":"padded-inside"})",
            R"({"kty":"EC","crv":"P-256","x":"ofgW=","y":"o!gW","kid":"no-base64url"})",
            good.Jwk(R"(,"use":"sig","key_ops":["verify"],"x5t":"x")")}));
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_NE((*keys)->Find("good", Algorithm::kEs256), nullptr);
  for (const std::string kid :
       {"other", "weak", "oct", "off-curve", "okp", "padded-inside", "no-base64url"}) {
    for (const Algorithm algorithm : {Algorithm::kEs256, Algorithm::kRs256, Algorithm::kPs256}) {
      EXPECT_EQ((*keys)->Find(kid, algorithm), nullptr) << kid;
    }
  }
}

TEST(KeySet, BindsAKeyToItsKindOfSignature) {
  const TestKey ec = TestKey::P256("ec");
  const TestKey rsa = TestKey::Rsa(2048, "rsa");
  const auto keys = *KeySet::FromJwks(Jwks({ec.Jwk(), rsa.Jwk(R"(,"alg":"PS256")")}));
  EXPECT_EQ(keys->Find("ec", Algorithm::kRs256), nullptr);
  EXPECT_EQ(keys->Find("rsa", Algorithm::kEs256), nullptr);
  EXPECT_EQ(keys->Find("rsa", Algorithm::kRs256), nullptr);
  EXPECT_NE(keys->Find("rsa", Algorithm::kPs256), nullptr);
}

TEST(KeySet, AKeyWithoutIdIsFoundWhenItIsTheOnlyOne) {
  const auto keys = *KeySet::FromPem(TestKey::P256("").PublicPem());
  EXPECT_NE(keys->Find("any", Algorithm::kEs256), nullptr);
  EXPECT_NE(keys->Find("", Algorithm::kEs256), nullptr);
  const auto two = *KeySet::FromJwks(Jwks({TestKey::P256("a").Jwk(), TestKey::P256("b").Jwk()}));
  EXPECT_EQ(two->Find("", Algorithm::kEs256), nullptr);
  EXPECT_EQ(two->Find("c", Algorithm::kEs256), nullptr);
}

TEST(KeySet, ReadsPemOfBothKinds) {
  EXPECT_NE((*KeySet::FromPem(TestKey::P256("").PublicPem()))->Find("", Algorithm::kEs256),
            nullptr);
  EXPECT_NE((*KeySet::FromPem(TestKey::Rsa(2048, "").PublicPem()))->Find("", Algorithm::kPs256),
            nullptr);
}

TEST(KeySet, RefusesTextsWithoutAUsableKey) {
  std::string many;
  for (int i = 0; i < 101; ++i) absl::StrAppend(&many, i == 0 ? "" : ",", "{}");
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[]"), std::string(R"({"keys":{}})"),
        std::string(R"({"keys":[]})"), std::string(R"({"keys":[],"keys":[]})"),
        Jwks({TestKey::Rsa(1024, "weak").Jwk()}), absl::StrCat(R"({"keys":[)", many, "]}"),
        std::string(300'000, ' ')}) {
    EXPECT_THAT(KeySet::FromJwks(text), HasReason(ERROR_REASON_FIELD_INVALID))
        << text.substr(0, 80);
  }
  for (const std::string& text :
       {std::string(), std::string("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
        TestKey::P384("").PublicPem(), TestKey::Rsa(1024, "").PublicPem(),
        WritePrivatePem(NewP256Key().get())}) {
    EXPECT_THAT(KeySet::FromPem(text), HasReason(ERROR_REASON_FIELD_INVALID)) << text;
  }
}

}  // namespace
}  // namespace peerchallenge::access

#include "services/evidence/ledger/ed25519.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

// RFC 8032, 7.1, test 1: the signature of nothing.
const std::string kSeed =
    absl::HexStringToBytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
const std::string kPublic =
    absl::HexStringToBytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
const std::string kSignature = absl::HexStringToBytes(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b4"
    "6bd25bf5f0595bbe24655141438e7a100b");

TEST(Ed25519Test, Sign_GivesTheSignatureOfTheStandard) {
  const auto key = SigningKey::FromSeed(kSeed);
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(key->PublicKey(), kPublic);
  EXPECT_EQ(key->Sign(""), kSignature);
}

TEST(Ed25519Test, HasSigned_HoldsForThatKeyTextAndSignatureOnly) {
  EXPECT_TRUE(HasSigned(kPublic, "", kSignature));
  EXPECT_FALSE(HasSigned(kPublic, "x", kSignature));
  std::string other = kSignature;
  other[10] ^= 1;
  EXPECT_FALSE(HasSigned(kPublic, "", other));
  EXPECT_FALSE(HasSigned(SigningKey::FromSeed(std::string(32, 's'))->PublicKey(), "", kSignature));
}

TEST(Ed25519Test, HasSigned_IsFalseForWhatIsNoKeyOrSignature) {
  EXPECT_FALSE(HasSigned("", "", kSignature));
  EXPECT_FALSE(HasSigned(kPublic.substr(1), "", kSignature));
  EXPECT_FALSE(HasSigned(kPublic, "", ""));
  EXPECT_FALSE(HasSigned(kPublic, "", kSignature + "x"));
  EXPECT_FALSE(HasSigned(std::string(32, '\xFF'), "", kSignature));
}

TEST(Ed25519Test, FromSeed_RefusesAnotherLength) {
  EXPECT_EQ(errors::ReasonOf(SigningKey::FromSeed("short").status()),
            errors::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace peerchallenge::evidence

#include "common/access/embedded_issuer.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "common/access/grant_text.h"
#include "common/access/openssl_keys.h"
#include "common/environment/clock.h"
#include "gtest/gtest.h"
#include "tests/common/access/test_keys.h"
#include "tests/common/access/test_support.h"

namespace peerchallenge::access {
namespace {

using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE;
using errors::v1::ERROR_REASON_TOKEN_EXPIRED;
using errors::v1::ERROR_REASON_TOKEN_INVALID;

class EmbeddedIssuerTest : public testing::Test {
 protected:
  std::unique_ptr<TokenVerifier> VerifierOf(const EmbeddedIssuer& issuer) {
    return *TokenVerifier::Create({.issuers = {issuer.AsIssuer()}}, clock_);
  }
  std::string KeyPath() const { return folder_.File(EmbeddedIssuer::kKeyFile); }

  TempFolder folder_;
  environment::ManualClock clock_{absl::FromUnixSeconds(1'800'000'000)};
};

TEST_F(EmbeddedIssuerTest, ItsTokensSayWhoAndWhatAndUntilWhen) {
  const auto issuer = *EmbeddedIssuer::Open(folder_.path(), clock_);
  const std::vector<Grant> grants = {
      *ParseGrant("ADMINISTRATOR", ""), *ParseGrant("REVIEWER@regions/em", ""),
      *ParseGrant("COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_DIRECTOR;write", "")};
  const absl::StatusOr<std::string> token =
      issuer->IssueToken("regions/em/people/em-014", grants, absl::Hours(1));
  ASSERT_TRUE(token.ok()) << token.status();
  const auto verifier = VerifierOf(*issuer);
  EXPECT_EQ(*verifier->Verify(*token),
            (Caller{.subject = "regions/em/people/em-014",
                    .grants = grants,
                    .expires = clock_.Now() + absl::Hours(1) + TokenVerifier::kLeeway}));
  clock_.Advance(absl::Hours(1) + TokenVerifier::kLeeway);
  EXPECT_THAT(verifier->Verify(*token), HasReason(ERROR_REASON_TOKEN_EXPIRED));
}

TEST_F(EmbeddedIssuerTest, KeepsItsKeyAcrossRestarts) {
  const std::string token =
      *(*EmbeddedIssuer::Open(folder_.path(), clock_))->IssueToken("x", {}, absl::Hours(1));
  EXPECT_TRUE(VerifierOf(**EmbeddedIssuer::Open(folder_.path(), clock_))->Verify(token).ok());
  const TempFolder elsewhere;
  EXPECT_THAT(VerifierOf(**EmbeddedIssuer::Open(elsewhere.path(), clock_))->Verify(token),
              HasReason(ERROR_REASON_TOKEN_INVALID));
}

TEST_F(EmbeddedIssuerTest, ItsPublicKeySetVerifiesAndHoldsNoSecret) {
  const auto issuer = *EmbeddedIssuer::Open(folder_.path(), clock_);
  EXPECT_EQ(issuer->PublicKeySet().find("\"d\""), std::string::npos);
  Issuer elsewhere = issuer->AsIssuer();
  elsewhere.keys = std::make_shared<FixedKeys>(*KeySet::FromJwks(issuer->PublicKeySet()));
  const auto verifier = *TokenVerifier::Create({.issuers = {elsewhere}}, clock_);
  EXPECT_TRUE(verifier->Verify(*issuer->IssueToken("x", {}, absl::Seconds(1))).ok());
}

TEST_F(EmbeddedIssuerTest, RefusesTokensThatNobodyShouldHave) {
  const auto issuer = *EmbeddedIssuer::Open(folder_.path(), clock_);
  const Grant admin{.role = v1::ROLE_ADMINISTRATOR};
  const auto issue = [&](const std::string& subject, const std::vector<Grant>& grants,
                         absl::Duration lifetime) {
    return issuer->IssueToken(subject, grants, lifetime);
  };
  EXPECT_THAT(issue("", {}, absl::Hours(1)), HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(issue("a\nb", {}, absl::Hours(1)), HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(issue("\xff", {}, absl::Hours(1)), HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(issue(std::string(257, 'x'), {}, absl::Hours(1)),
              HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(issue("x", {{.role = v1::ROLE_LEAD_REVIEWER}}, absl::Hours(1)),
              HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(issue("x", std::vector<Grant>(65, admin), absl::Hours(1)),
              HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(issue("x", {}, absl::ZeroDuration()), HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_THAT(issue("x", {}, absl::InfiniteDuration()), HasReason(ERROR_REASON_FIELD_INVALID));
  EXPECT_TRUE(issue("x", std::vector<Grant>(64, admin), EmbeddedIssuer::kMaxLifetime).ok());
}

TEST_F(EmbeddedIssuerTest, OnlyTheOwnerReadsTheKeyFile) {
  ASSERT_TRUE(EmbeddedIssuer::Open(folder_.path(), clock_).ok());
  struct stat info {};
  ASSERT_EQ(stat(KeyPath().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
  ASSERT_EQ(chmod(KeyPath().c_str(), 0640), 0);
  EXPECT_THAT(EmbeddedIssuer::Open(folder_.path(), clock_), HasReason(ERROR_REASON_FIELD_INVALID));
}

TEST_F(EmbeddedIssuerTest, StartingTogetherMakesOneKeyAndLeavesNoOtherFile) {
  std::vector<std::string> keys(8);
  std::vector<std::thread> threads;
  for (std::string& key : keys) {
    threads.emplace_back(
        [&] { key = (*EmbeddedIssuer::Open(folder_.path(), clock_))->PublicKeySet(); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 1U);
  size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    files += entry.exists() ? 1 : 0;
  EXPECT_EQ(files, 1U);
}

TEST_F(EmbeddedIssuerTest, RefusesAFileThatIsNoSuchKey) {
  for (const std::string& text :
       {std::string("not a key"), std::string(), TestKey::P256("").PublicPem(),
        WritePrivatePem(TestKey::Rsa(2048, "").get())}) {
    WriteFile(KeyPath(), text);
    ASSERT_EQ(chmod(KeyPath().c_str(), 0600), 0);
    EXPECT_THAT(EmbeddedIssuer::Open(folder_.path(), clock_), HasReason(ERROR_REASON_FIELD_INVALID))
        << text;
  }
}

TEST_F(EmbeddedIssuerTest, SaysWhenTheFolderCannotBeUsed) {
  EXPECT_THAT(EmbeddedIssuer::Open(folder_.path() / "missing", clock_),
              HasReason(ERROR_REASON_STORAGE_UNAVAILABLE));
}

}  // namespace
}  // namespace peerchallenge::access

#include "common/access/gate.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/access/embedded_issuer.h"
#include "gtest/gtest.h"
#include "tests/common/access/audit_store.h"
#include "tests/common/access/test_keys.h"

namespace peerchallenge::access {
namespace {

using errors::v1::ERROR_REASON_FIELD_INVALID;
using errors::v1::ERROR_REASON_TOKEN_INVALID;

constexpr int64_t kNow = 1'800'000'000;

class NoGrants final : public GrantSource {
 public:
  std::optional<std::vector<Grant>> KnownGrantsOf(const std::string&) override {
    return std::nullopt;
  }
  absl::StatusOr<std::vector<Grant>> GrantsOf(const std::string&) override {
    return std::vector<Grant>();
  }
};

class GateTest : public testing::Test {
 protected:
  GateTest() {
    WriteFile(keys_, Jwks({outside_.Jwk()}));
    options_.data_dir = folder_.path();
  }

  absl::StatusOr<std::unique_ptr<Gate>> Open() {
    return Gate::Open(options_, {grants_,
                                 {{"peerchallenge.scheduling.v1", log_},
                                  {"peerchallenge.evidence.v1", other_log_}},
                                 clock_,
                                 random_,
                                 messages_});
  }
  // Options that take tokens of an issuer outside.
  void TakeOutside() {
    options_.issuer = "https://outside.example/";
    options_.audiences = {"peerchallenge"};
    options_.keys = keys_;
  }
  std::string OutsideToken() const {
    return Sign(
        outside_, "ES256", Header("ES256", "outside"),
        absl::StrCat(R"({"iss":"https://outside.example/","aud":"peerchallenge","sub":"u-1",)",
                     R"("iat":)", kNow, R"(,"exp":)", kNow + 3600, "}"));
  }
  // Whom the gate takes the credentials for, or why not.
  static absl::StatusOr<std::string> Subject(Gate& gate, const std::string& token,
                                             std::vector<std::string> certificate_names = {}) {
    return SubjectOf(gate, {.bearer_token = token,
                            .certificate_names = std::move(certificate_names),
                            .peer = "ipv4:10.0.0.1:5",
                            .method = "S/M",
                            .request_id = "q"});
  }
  static absl::StatusOr<std::string> SubjectOf(Gate& gate, const rpc::Credentials& credentials) {
    auto caller = gate.guard().Authenticate(credentials);
    if (!caller.ok()) return caller.status();
    return caller->subject;
  }

  TempFolder folder_;
  const std::string keys_ = folder_.File("outside.json");
  const TestKey outside_ = TestKey::P256("outside");
  environment::ManualClock clock_{absl::FromUnixSeconds(kNow)};
  NoGrants grants_;
  AuditStore store_;
  AuditLog log_{store_};
  AuditStore other_store_;
  AuditLog other_log_{other_store_};
  environment::SystemRandom random_;
  KeptLog messages_;
  GateOptions options_;
};

TEST_F(GateTest, TakesTheTokensOfItsOwnIssuer) {
  const auto gate = Open();
  ASSERT_TRUE(gate.ok()) << gate.status();
  const auto issuer = *EmbeddedIssuer::Open(folder_.path(), clock_);
  EXPECT_EQ(*Subject(**gate, *issuer->IssueToken("office-1", {}, absl::Hours(1))), "office-1");
  EXPECT_THAT(Subject(**gate, OutsideToken()), HasReason(ERROR_REASON_TOKEN_INVALID));
}

TEST_F(GateTest, TakesTheTokensOfAnotherIssuerBesideItsOwn) {
  TakeOutside();
  const auto gate = Open();
  ASSERT_TRUE(gate.ok()) << gate.status();
  EXPECT_EQ(*Subject(**gate, OutsideToken()), "u-1");
  const auto issuer = *EmbeddedIssuer::Open(folder_.path(), clock_);
  EXPECT_EQ(*Subject(**gate, *issuer->IssueToken("office-1", {}, absl::Hours(1))), "office-1");
}

TEST_F(GateTest, TakesTheCertificatesOfItsRules) {
  options_.certificate_rules = {"evidence.example SERVICE"};
  const auto gate = Open();
  ASSERT_TRUE(gate.ok()) << gate.status();
  EXPECT_EQ(*Subject(**gate, "", {"evidence.example"}), "evidence.example");
  EXPECT_FALSE(Subject(**gate, "", {"other.example"}).ok());
}

TEST_F(GateTest, RefusesFlagsThatDoNotFit) {
  const GateOptions good = options_;
  options_.issuer = "https://outside.example/";
  EXPECT_THAT(Open(), HasReason(ERROR_REASON_FIELD_INVALID)) << "an issuer without keys";
  options_ = good;
  options_.keys = keys_;
  EXPECT_THAT(Open(), HasReason(ERROR_REASON_FIELD_INVALID)) << "keys without an issuer";
  options_ = good;
  TakeOutside();
  options_.audiences.clear();
  EXPECT_THAT(Open(), HasReason(ERROR_REASON_FIELD_INVALID)) << "no audience";
  options_ = good;
  TakeOutside();
  options_.issuer = std::string(EmbeddedIssuer::kName);
  EXPECT_THAT(Open(), HasReason(ERROR_REASON_FIELD_INVALID)) << "the own issuer's name";
  options_ = good;
  TakeOutside();
  options_.keys = "ftp://outside.example/keys";
  EXPECT_THAT(Open(), HasReason(ERROR_REASON_FIELD_INVALID)) << "an address that is not https";
  options_ = good;
  options_.certificate_rules = {"evidence.example"};
  EXPECT_THAT(Open(), HasReason(ERROR_REASON_FIELD_INVALID)) << "a rule without grants";
}

TEST_F(GateTest, WritesWhoWasNotLetInBeforeItGoes) {
  {
    const auto gate = Open();
    ASSERT_TRUE(gate.ok()) << gate.status();
    EXPECT_THAT(Subject(**gate, "nonsense"), HasReason(ERROR_REASON_TOKEN_INVALID));
  }
  const std::vector<AuditEntry> entries = AllOf(log_);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries.front().reason, ERROR_REASON_TOKEN_INVALID);
}

TEST_F(GateTest, TakesTheTokensOfItsServicesWithinTheProcessOnly) {
  const auto gate = Open();
  ASSERT_TRUE(gate.ok()) << gate.status();
  const std::string token = (*gate)->TokenOf("evidence");
  const rpc::Credentials inside = {.bearer_token = token, .in_process = true};
  EXPECT_EQ(*SubjectOf(**gate, inside), "in-process:evidence");
  EXPECT_THAT(Subject(**gate, token), HasReason(ERROR_REASON_TOKEN_INVALID));
  const auto another = Open();
  ASSERT_TRUE(another.ok()) << another.status();
  EXPECT_THAT(SubjectOf(**another, inside), HasReason(ERROR_REASON_TOKEN_INVALID));
}

TEST_F(GateTest, WritesWhoWasNotLetInToTheLogOfTheService) {
  {
    const auto gate = Open();
    ASSERT_TRUE(gate.ok()) << gate.status();
    const rpc::Credentials credentials = {
        .bearer_token = "nonsense", .method = "peerchallenge.evidence.v1.EvidenceService/Get"};
    EXPECT_THAT(SubjectOf(**gate, credentials), HasReason(ERROR_REASON_TOKEN_INVALID));
  }
  EXPECT_EQ(AllOf(log_).size(), 0U);
  EXPECT_EQ(AllOf(other_log_).size(), 1U);
}

}  // namespace
}  // namespace peerchallenge::access

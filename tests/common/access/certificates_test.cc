#include "common/access/certificates.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/common/access/test_support.h"

namespace peerchallenge::access {
namespace {

TEST(CertificateRule, ReadsNameAndGrants) {
  EXPECT_EQ(*ParseCertificateRule("spiffe://peerchallenge/scheduling SERVICE", "f"),
            (CertificateRule{.name = "spiffe://peerchallenge/scheduling",
                             .grants = {{.role = v1::ROLE_SERVICE}}}));
  const auto rule = ParseCertificateRule(
      "system.lincs.example "
      "COUNCIL_SYSTEM@regions/em/authorities/E10000019;as=HOST_DIRECTOR,REVIEWER@regions/em",
      "f");
  ASSERT_TRUE(rule.ok()) << rule.status();
  EXPECT_EQ(rule->grants.size(), 2U);
}

TEST(CertificateRule, RefusesOtherTexts) {
  for (const std::string text :
       {"", "name", " SERVICE", "name ", "name NOBODY", "name SERVICE,", "name SERVICE SERVICE"}) {
    EXPECT_THAT(ParseCertificateRule(text, "f"), HasReason(errors::v1::ERROR_REASON_FIELD_INVALID))
        << text;
  }
}

TEST(CallerOfCertificate, TakesTheFirstRuleThatNamesTheCertificateExactly) {
  const std::vector<CertificateRule> rules = {
      {.name = "a.example", .grants = {{.role = v1::ROLE_SERVICE}}},
      {.name = "b.example", .grants = {}}};
  EXPECT_EQ(CallerOfCertificate(rules, {"b.example", "a.example"})->subject, "a.example");
  EXPECT_EQ(CallerOfCertificate(rules, {"x", "b.example"})->subject, "b.example");
  for (const std::string name : {"A.example", "a.example.", "*.example", "aXexample", ""}) {
    EXPECT_FALSE(CallerOfCertificate(rules, {name})) << name;
  }
  EXPECT_FALSE(CallerOfCertificate(rules, {}));
}

}  // namespace
}  // namespace peerchallenge::access

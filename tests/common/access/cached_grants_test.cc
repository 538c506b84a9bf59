#include "common/access/cached_grants.h"

#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "gtest/gtest.h"
#include "tests/common/access/audit_store.h"

namespace peerchallenge::access {
namespace {

using errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE;

class CachedGrantsTest : public testing::Test {
 protected:
  const Grant auditor_{.role = v1::ROLE_AUDITOR, .region = "regions/em"};
  environment::ManualClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  AuditStore store_;
  int reads_ = 0;
  absl::Status failure_;
  CachedGrants grants_{
      store_, clock_,
      [this](storage::Transaction&, const std::string&) -> absl::StatusOr<std::vector<Grant>> {
        ++reads_;
        if (!failure_.ok()) return failure_;
        return std::vector<Grant>{auditor_};
      }};
};

TEST_F(CachedGrantsTest, AreReadAgainAfterASecondOrWhenForgotten) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(*grants_.GrantsOf("s"), std::vector<Grant>{auditor_});
  EXPECT_EQ(reads_, 1);
  EXPECT_TRUE(grants_.GrantsOf("t").ok());
  EXPECT_EQ(reads_, 2);
  grants_.Forget("s");
  EXPECT_TRUE(grants_.GrantsOf("s").ok());
  EXPECT_EQ(reads_, 3);
  clock_.Advance(CachedGrants::kUsedFor);
  EXPECT_TRUE(grants_.GrantsOf("s").ok());
  EXPECT_EQ(reads_, 4);
}

TEST_F(CachedGrantsTest, AreKnownWithoutReadingForASecondOrUntilForgotten) {
  EXPECT_EQ(grants_.KnownGrantsOf("s"), std::nullopt);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(grants_.GrantsOf("s").ok());
    EXPECT_EQ(grants_.KnownGrantsOf("s"), std::vector<Grant>{auditor_});
    if (i == 0) grants_.Forget("s");
    if (i == 1) clock_.Advance(CachedGrants::kUsedFor);
    EXPECT_EQ(grants_.KnownGrantsOf("s"), std::nullopt);
  }
  EXPECT_EQ(reads_, 2);
}

TEST_F(CachedGrantsTest, AnErrorIsNotRemembered) {
  failure_ = errors::Make(ERROR_REASON_DEPENDENCY_UNAVAILABLE, "away");
  EXPECT_EQ(errors::ReasonOf(grants_.GrantsOf("s").status()), ERROR_REASON_DEPENDENCY_UNAVAILABLE);
  failure_ = absl::OkStatus();
  EXPECT_TRUE(grants_.GrantsOf("s").ok());
}

}  // namespace
}  // namespace peerchallenge::access

#include "common/rpc/stream_limits.h"

#include "gtest/gtest.h"
#include "tests/common/rpc/expect_error.h"

namespace peerchallenge::rpc {
namespace {

TEST(StreamLimits, GivesBackWhatIsReleased) {
  StreamLimits limits(2, 1);
  EXPECT_TRUE(limits.Acquire("alice").ok());
  ExpectError(limits.Acquire("alice"), errors::v1::ERROR_REASON_QUOTA_EXCEEDED);
  EXPECT_TRUE(limits.Acquire("bob").ok());
  ExpectError(limits.Acquire("carol"), errors::v1::ERROR_REASON_QUOTA_EXCEEDED);
  limits.Release("alice");
  EXPECT_TRUE(limits.Acquire("carol").ok());
  limits.Release("bob");
  limits.Release("carol");
  EXPECT_TRUE(limits.Acquire("alice").ok());
  EXPECT_TRUE(limits.Acquire("bob").ok());
}

}  // namespace
}  // namespace peerchallenge::rpc

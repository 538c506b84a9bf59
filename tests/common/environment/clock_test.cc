#include "common/environment/clock.h"

#include <gtest/gtest.h>

namespace peerchallenge::environment {
namespace {

TEST(ManualClockTest, MovesOnlyWhenMoved) {
  const absl::Time start = absl::FromUnixSeconds(1'341'792'000);  // 9 July 2012
  ManualClock clock(start);
  EXPECT_EQ(clock.Now(), start);
  clock.Advance(absl::Hours(48));
  EXPECT_EQ(clock.Now(), start + absl::Hours(48));
  clock.Set(start);
  EXPECT_EQ(clock.Now(), start);
}

TEST(SystemClockTest, TellsTheMachinesTime) {
  const absl::Time before = absl::Now();
  const absl::Time now = SystemClock().Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

}  // namespace
}  // namespace peerchallenge::environment

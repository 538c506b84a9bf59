#include "common/geography/travel.h"

#include <gtest/gtest.h>

namespace peerchallenge::geography {
namespace {

constexpr Position kLincoln = {53.23, -0.54};
constexpr Position kNottingham = {52.95, -1.15};

TEST(TravelMinutes, IsNothingToTheSamePlace) { EXPECT_EQ(TravelMinutes(kLincoln, kLincoln), 0); }

TEST(TravelMinutes, IsTheSameBothWays) {
  EXPECT_EQ(TravelMinutes(kLincoln, kNottingham), TravelMinutes(kNottingham, kLincoln));
}

TEST(TravelMinutes, CountsWindingRoadsAndTheEnds) {
  // 51 km as the crow flies, 67 km by road: 55 minutes, and 15 at the ends.
  EXPECT_NEAR(TravelMinutes(kLincoln, kNottingham), 70, 2);
  // A degree of latitude is 111.2 km.
  EXPECT_EQ(TravelMinutes({50, 0}, {51, 0}), 135);
}

}  // namespace
}  // namespace peerchallenge::geography

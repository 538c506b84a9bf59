#include "common/environment/random.h"

#include <gtest/gtest.h>

#include <array>

namespace peerchallenge::environment {
namespace {

using Bytes = std::array<uint8_t, 32>;

Bytes Draw(RandomSource& random) {
  Bytes bytes{};
  random.Fill(bytes);
  return bytes;
}

TEST(SeededRandomTest, RepeatsWithItsSeedOnly) {
  SeededRandom first(7), same(7), other(8);
  const Bytes bytes = Draw(first);
  EXPECT_EQ(bytes, Draw(same));
  EXPECT_NE(bytes, Draw(other));
  EXPECT_NE(bytes, Draw(first));
}

TEST(SystemRandomTest, NeverRepeats) {
  SystemRandom random;
  EXPECT_NE(Draw(random), Draw(random));
}

}  // namespace
}  // namespace peerchallenge::environment

#include "common/environment/slots.h"

#include <gtest/gtest.h>

namespace peerchallenge::environment {
namespace {

TEST(Slots, AreTakenAndGivenBack) {
  Slots slots(2);
  Slot first = slots.Take();
  const Slot second = slots.Take();
  EXPECT_NE(first, nullptr);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(slots.Take(), nullptr);
  EXPECT_EQ(slots.Take(), nullptr) << "a refusal takes nothing";
  first.reset();
  EXPECT_NE(slots.Take(), nullptr);
}

}  // namespace
}  // namespace peerchallenge::environment

#include "services/scheduling/visits/day_spans.h"

#include <gtest/gtest.h>

namespace peerchallenge::scheduling {
namespace {

constexpr char kDay[] = "2012-10-01";

TEST(DaySpansTest, Add_JoinsWhatTouches) {
  DaySpans spans;
  spans.Add(kDay, {600, 660});
  spans.Add(kDay, {700, 720});
  spans.Add(kDay, {660, 700});
  ASSERT_EQ(spans.Windows().size(), 1u);
  EXPECT_EQ(spans.Windows()[0].start(), "10:00");
  EXPECT_EQ(spans.Windows()[0].end(), "12:00");
}

TEST(DaySpansTest, Add_LeavesOutWhatHasNoLength) {
  DaySpans spans;
  spans.Add(kDay, {600, 600});
  EXPECT_TRUE(spans.Windows().empty());
}

TEST(DaySpansTest, Remove_CutsAHole) {
  DaySpans spans;
  spans.Add(kDay, {600, 720});
  spans.Remove(kDay, {630, 660});
  spans.Remove("2012-10-02", {0, 1440});
  EXPECT_TRUE(spans.Covers(kDay, {600, 630}));
  EXPECT_TRUE(spans.Covers(kDay, {660, 720}));
  EXPECT_FALSE(spans.Overlaps(kDay, {630, 660}));
}

TEST(DaySpansTest, Covers_NeedsOneStretch) {
  DaySpans spans;
  spans.Add(kDay, {600, 630});
  spans.Add(kDay, {640, 700});
  EXPECT_TRUE(spans.Overlaps(kDay, {620, 650}));
  EXPECT_FALSE(spans.Covers(kDay, {620, 650}));
  EXPECT_FALSE(spans.Overlaps("2012-10-02", {620, 650}));
}

}  // namespace
}  // namespace peerchallenge::scheduling

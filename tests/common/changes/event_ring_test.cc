#include "common/changes/event_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace peerchallenge::changes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class EventRingTest : public ::testing::Test {
 protected:
  // Adds events of 100 bytes each.
  void Append(int64_t first, int64_t last) {
    std::vector<SharedEvent> events;
    for (int64_t revision = first; revision <= last; ++revision) {
      Event event;
      event.revision = revision;
      event.bytes = 100;
      events.push_back(std::make_shared<Event>(event));
    }
    ring_.Append(events);
  }
  std::optional<std::vector<int64_t>> After(int64_t revision, size_t most) {
    const auto events = ring_.After(revision, most);
    if (!events) return std::nullopt;
    std::vector<int64_t> revisions;
    for (const SharedEvent& event : *events) revisions.push_back(event->revision);
    return revisions;
  }

  EventRing ring_{500};
};

TEST_F(EventRingTest, After_GivesWhatFollows) {
  Append(1, 4);
  EXPECT_THAT(After(0, 10), Optional(ElementsAre(1, 2, 3, 4)));
  EXPECT_THAT(After(2, 10), Optional(ElementsAre(3, 4)));
  EXPECT_THAT(After(1, 2), Optional(ElementsAre(2, 3)));
  EXPECT_THAT(After(4, 10), Optional(IsEmpty()));
  EXPECT_THAT(After(9, 10), Optional(IsEmpty()));
}

TEST_F(EventRingTest, Append_LetsTheOldestGo) {
  Append(1, 8);
  EXPECT_EQ(ring_.Last(), 8);
  EXPECT_EQ(After(2, 10), std::nullopt);
  EXPECT_THAT(After(3, 10), Optional(ElementsAre(4, 5, 6, 7, 8)));
}

TEST_F(EventRingTest, Reset_StartsAnew) {
  Append(1, 2);
  ring_.Reset(100);
  EXPECT_EQ(After(99, 10), std::nullopt);
  EXPECT_THAT(After(100, 10), Optional(IsEmpty()));
  Append(101, 101);
  EXPECT_THAT(After(100, 10), Optional(ElementsAre(101)));
}

TEST_F(EventRingTest, AGapIsADefect) {
  Append(1, 2);
  EXPECT_DEATH(Append(4, 4), "gap");
}

}  // namespace
}  // namespace peerchallenge::changes

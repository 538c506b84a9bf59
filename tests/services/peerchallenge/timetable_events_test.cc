#include "services/peerchallenge/timetable_events.h"

#include <gtest/gtest.h>

namespace peerchallenge::cli {
namespace {

constexpr char kReview[] = "regions/em/reviews/lin";

TEST(TimetableEventsTest, DisruptionOf_ReadsIdsAndWindows) {
  TimetableArguments arguments;
  arguments.away = {"em-1=2012-07-09 10:00-12:30,2012-07-10 08:30-09:00"};
  arguments.lost = {"hall"};
  arguments.withdrawn = {"staff"};
  arguments.added = {"late"};
  arguments.dropped = {"regions/em/reviews/lin/sessions/old"};
  arguments.reason = "why";
  const auto disruption = DisruptionOf(arguments, kReview);
  ASSERT_TRUE(disruption.ok()) << disruption.status();
  ASSERT_EQ(disruption->events_size(), 5);
  const auto& away = disruption->events(0).reviewer_away();
  EXPECT_EQ(away.person(), "regions/em/people/em-1");
  ASSERT_EQ(away.windows_size(), 2);
  EXPECT_EQ(away.windows(0).date(), "2012-07-09");
  EXPECT_EQ(away.windows(0).start(), "10:00");
  EXPECT_EQ(away.windows(1).end(), "09:00");
  EXPECT_EQ(disruption->events(1).venue_lost().venue(), "regions/em/reviews/lin/venues/hall");
  EXPECT_EQ(disruption->events(2).group_withdrawn().group(),
            "regions/em/reviews/lin/participantGroups/staff");
  EXPECT_EQ(disruption->events(3).session_added().session(),
            "regions/em/reviews/lin/sessions/late");
  EXPECT_EQ(disruption->events(4).session_dropped().session(),
            "regions/em/reviews/lin/sessions/old");
  for (const auto& event : disruption->events()) EXPECT_EQ(event.reason(), "why");
}

TEST(TimetableEventsTest, DisruptionOf_RefusesWhatIsNoNameOrWindow) {
  TimetableArguments arguments;
  arguments.lost = {"no such id!"};
  EXPECT_FALSE(DisruptionOf(arguments, kReview).ok());
  arguments.lost = {"hall=tomorrow"};
  EXPECT_FALSE(DisruptionOf(arguments, kReview).ok());
}

}  // namespace
}  // namespace peerchallenge::cli

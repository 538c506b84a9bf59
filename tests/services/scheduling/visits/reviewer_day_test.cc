#include "services/scheduling/visits/reviewer_day.h"

#include <gtest/gtest.h>

namespace peerchallenge::scheduling {
namespace {

// Two venues, 30 minutes apart; lunch of 45 minutes between 12:00 and 14:00.
class ReviewerDayTest : public testing::Test {
 protected:
  ReviewerDayTest() {
    problem_.add_venues()->set_id("a");
    problem_.add_venues()->set_id("b");
    for (const int minutes : {0, 30, 30, 0}) problem_.add_travel_minutes(minutes);
    day_.set_date("2012-10-01");
    day_.set_start("08:30");
    day_.set_end("17:30");
    day_.set_lunch_start("12:00");
    day_.set_lunch_end("14:00");
    day_.set_lunch_minutes(45);
  }
  v1::TimetableProblem problem_;
  v1::TimetableDay day_;
};

TEST_F(ReviewerDayTest, IsReachable_NeedsTimeForTheWay) {
  const TravelMatrix travel(problem_);
  ReviewerDay day(day_, travel);
  day.Add({{600, 660}, 0});
  day.Add({{690, 720}, 1});
  EXPECT_TRUE(day.IsReachable());
  day.Add({{745, 800}, 0});
  EXPECT_FALSE(day.IsReachable());
}

TEST_F(ReviewerDayTest, FindLunch_IsBesideTheWayOrNotAtAll) {
  const TravelMatrix travel(problem_);
  ReviewerDay day(day_, travel);
  EXPECT_FALSE(day.IsLunchDue());
  day.Add({{690, 740}, 0});  // to 12:20
  day.Add({{815, 900}, 1});  // from 13:35: 45 minutes and the way of 30 just fit
  ASSERT_TRUE(day.FindLunch().has_value());
  EXPECT_EQ(day.FindLunch()->span, (Span{740, 785}));
  EXPECT_EQ(day.FindLunch()->after, 1u);
  ReviewerDay tight(day_, travel);
  tight.Add({{690, 741}, 0});
  tight.Add({{815, 900}, 1});
  EXPECT_FALSE(tight.FindLunch().has_value());
  EXPECT_TRUE(tight.IsLunchDue());
}

TEST_F(ReviewerDayTest, IdleMinutes_LeaveTravelAndLunchOut) {
  const TravelMatrix travel(problem_);
  ReviewerDay day(day_, travel);
  day.Add({{600, 660}, 0});
  day.Add({{840, 900}, 1});
  EXPECT_EQ(day.TravelMinutes(), 30);
  EXPECT_EQ(day.IdleMinutes(), 180 - 30 - 45);
  ReviewerDay morning(day_, travel);
  morning.Add({{540, 600}, 0});
  morning.Add({{630, 660}, 0});
  EXPECT_EQ(morning.IdleMinutes(), 30);
}

}  // namespace
}  // namespace peerchallenge::scheduling

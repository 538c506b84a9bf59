#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/timetable/lower_bound.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

using timetable::LowerBound;
using timetable::Model;

// The bound after some steps towards `cost`.
int64_t BoundOf(const v1::TimetableProblem& problem, int64_t cost, int steps) {
  Budget budget(absl::InfiniteDuration(), {});
  const Model model = *BuildModel(problem, timetable::Relaxation(), budget);
  LowerBound bound(model, budget);
  for (int i = 0; i < steps; ++i) bound.Improve(cost, budget);
  return bound.value();
}

TEST(TimetableLowerBound, IsNeverAboveTheBestTimetable) {
  int64_t bounds = 0, costs = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    const v1::TimetableProblem problem = TinyVisit(seed);
    const int64_t best = BruteForceTimetable(problem).cost();
    if (best < 0) continue;
    const int64_t bound = BoundOf(problem, best, 200);
    EXPECT_LE(bound, best);
    bounds += bound;
    costs += best;
  }
  EXPECT_GT(10 * bounds, 6 * costs);
}

// Everybody is at the office at nine and at four; who attends at the school goes there and back.
v1::TimetableProblem ThereAndBack() {
  v1::TimetableProblem problem = SmallVisit();
  problem.mutable_days()->RemoveLast();
  problem.mutable_weights()->set_travel(3);
  v1::TimetableSession& closing = *problem.add_sessions();
  closing = SessionOf(problem, "brief");
  closing.set_id("closing");
  closing.mutable_pinned()->set_start("16:00");
  SessionOf(problem, "s2").set_reviewers_needed(2);
  return problem;
}

TEST(TimetableLowerBound, CountsUnavoidableTravel) {
  // s2 takes two members to the school and back, 20 minutes each way.
  EXPECT_EQ(BoundOf(ThereAndBack(), 300, 300), 240);
}

TEST(TimetableLowerBound, AttendsNoSessionTwiceWhereAVenueHasMany) {
  // As above: one member cannot be both of those who attend s2.
  v1::TimetableProblem problem = ThereAndBack();
  problem.mutable_weights()->set_unplaced(0);
  for (int i = 0; i < 12; ++i) {
    v1::TimetableSession& more = *problem.add_sessions();
    more = SessionOf(problem, "s2");
    more.set_id(absl::StrCat("more", i));
    more.set_mandatory(false);
  }
  EXPECT_EQ(BoundOf(problem, 300, 300), 240);
}

TEST(TimetableLowerBound, CountsUnavoidableWaiting) {
  v1::TimetableProblem problem = ThereAndBack();
  problem.mutable_weights()->set_travel(0);
  problem.mutable_weights()->set_idle(1);
  // Each member's day is 480 minutes long, of which 120 with everybody and 45 for lunch. The other
  // sessions take 120 (s1), 120 (s2) and 45 (s3); where both are at the school, four ways there and
  // back take 40 each.
  EXPECT_EQ(BoundOf(problem, 700, 3'000), 3 * (480 - 120 - 45) - 120 - 120 - 45 - 4 * 40);
}

TEST(TimetableLowerBound, LetsWhoHasHadLunchWaitUntilAfterTheLunchWindow) {
  v1::TimetableProblem problem = SmallVisit();
  problem.set_slot_minutes(5);
  problem.mutable_days()->RemoveLast();
  problem.mutable_days(0)->set_lunch_start("11:00");
  problem.mutable_days(0)->set_lunch_end("13:05");
  problem.mutable_days(0)->set_lunch_minutes(60);
  problem.mutable_weights()->set_idle(1);
  problem.mutable_weights()->set_travel(10);
  problem.mutable_weights()->set_unplaced(4);
  problem.mutable_team()->DeleteSubrange(1, 2);
  v1::TimetableSession session = SessionOf(problem, "s1");
  session.clear_groups();
  session.clear_themes();
  session.clear_lines();
  session.set_reviewers_needed(1);
  problem.clear_sessions();
  const auto add = [&](const char* venue, const char* start, int minutes) -> auto& {
    session.set_id(absl::StrCat(venue, start));
    session.set_venues(0, venue);
    session.set_minutes(minutes);
    session.mutable_pinned()->set_start(start);
    return *problem.add_sessions() = session;
  };
  session.mutable_venues()->DeleteSubrange(1, session.venues_size() - 1);
  add("office", "12:00", 30).set_mandatory(false);
  add("office", "13:10", 60);
  add("school", "16:00", 60);
  // Lunch is before noon. The way to the school takes 20 minutes; 130 are waited, 60 less count.
  EXPECT_EQ(BruteForceTimetable(problem).cost(), 200 + 70);
  const int64_t bound = BoundOf(problem, 300, 300);
  EXPECT_LE(bound, 270);
  EXPECT_GT(bound, 250);
}

TEST(TimetableLowerBound, CountsTeamsOfDifferentSizes) {
  v1::TimetableProblem problem = SmallVisit();
  problem.mutable_weights()->set_pairs(10);
  EXPECT_EQ(BoundOf(problem, 20, 0), 20);
}

TEST(TimetableLowerBound, WeighsMoreTeamsAgainstMembersWithLessToDo) {
  // s1 takes a team of two for an hour; the third member would have as much less to do.
  v1::TimetableProblem problem = SmallVisit();
  SessionOf(problem, "s2").set_mandatory(false);
  problem.mutable_weights()->set_balance(1);
  problem.mutable_weights()->set_pairs(100);
  EXPECT_EQ(BoundOf(problem, 200, 0), 100 + 60);
  problem.mutable_weights()->set_pairs(50);
  EXPECT_EQ(BoundOf(problem, 200, 0), 2 * 50);
}

TEST(TimetableLowerBound, CountsPerspectivesThatNobodyBringsIn) {
  v1::TimetableProblem problem = SmallVisit();
  problem.mutable_weights()->set_coverage(7);
  EXPECT_EQ(BoundOf(problem, 14, 0), 14);  // line-2 has no group at all
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

#include "services/scheduling/planning/timetable.h"

#include <stop_token>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/timetable_check.h"
#include "services/scheduling/planning/validate.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

using testing::IsEmpty;

v1::TimetableSolution Solve(const v1::TimetableProblem& problem, const SolveControl& control) {
  auto solution = SolveTimetable(problem, control);
  EXPECT_TRUE(solution.ok()) << solution.status();
  return solution.ok() ? *std::move(solution) : v1::TimetableSolution();
}

SolveControl Steps(int64_t limit, uint64_t seed = 1) {
  SolveControl control;
  control.time_limit = absl::Minutes(2);
  control.step_limit = limit;
  control.seed = seed;
  return control;
}

// A timetable that the checker accepts, with the cost that the checker computes.
void ExpectSoundTimetable(const v1::TimetableProblem& problem,
                          const v1::TimetableSolution& solution) {
  ASSERT_TRUE(solution.has_timetable());
  const v1::Timetable& timetable = solution.timetable();
  const TimetableCheck check = CheckTimetable(problem, timetable);
  EXPECT_THAT(check.violations, IsEmpty());
  EXPECT_EQ(timetable.cost(), check.cost);
  EXPECT_EQ(timetable.cost_items().SerializeAsString(), check.cost_items.SerializeAsString());
  EXPECT_LE(timetable.bound(), check.cost);
}

TEST(SolveTimetable, PlacesVisitsOfAllShapes) {
  const VisitShape shapes[] = {
      {}, {.sessions = 55, .team = 7}, {.days = 5, .sessions = 90, .team = 8}};
  for (const VisitShape& shape : shapes) {
    for (uint64_t seed = 1; seed <= 4; ++seed) {
      SCOPED_TRACE(testing::Message() << shape.sessions << " sessions, seed " << seed);
      const v1::TimetableProblem problem = VisitProblem(shape, seed);
      const v1::TimetableSolution solution = Solve(problem, Steps(30'000));
      EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_FEASIBLE);
      ExpectSoundTimetable(problem, solution);
    }
  }
}

TEST(SolveTimetable, AgreesWithTryingEveryTimetable) {
  int with_timetable = 0, without = 0;
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    const v1::TimetableProblem problem = TinyVisit(seed);
    const int64_t best = BruteForceTimetable(problem).cost();
    const v1::TimetableSolution solution = Solve(problem, Steps(60'000));
    if (best < 0) {
      ++without;
      EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
      EXPECT_GT(solution.infeasibility().conflict_size(), 0);
      continue;
    }
    ++with_timetable;
    ExpectSoundTimetable(problem, solution);
    EXPECT_EQ(solution.timetable().cost(), best);
    EXPECT_LE(solution.timetable().bound(), best);
    EXPECT_EQ(solution.outcome() == v1::SOLVE_OUTCOME_OPTIMAL,
              solution.timetable().bound() == best);
  }
  EXPECT_GT(with_timetable, 25);
  EXPECT_GT(without, 25);
}

TEST(SolveTimetable, ProvesThatThereIsNoneAlsoWhenTheFirstAttemptTookAllSteps) {
  int none = 0;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    const v1::TimetableProblem problem = TinyVisit(seed);
    if (BruteForceTimetable(problem).cost() >= 0) continue;
    ++none;
    EXPECT_EQ(Solve(problem, Steps(1)).outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
  }
  EXPECT_GT(none, 10);
}

TEST(SolveTimetable, ReturnsTheSameTimetableForTheSameSeedAndSteps) {
  const v1::TimetableProblem problem = VisitProblem({}, 3);
  const v1::TimetableSolution first = Solve(problem, Steps(20'000, 7));
  const v1::TimetableSolution again = Solve(problem, Steps(20'000, 7));
  const v1::TimetableSolution other = Solve(problem, Steps(20'000, 8));
  EXPECT_EQ(first.timetable().SerializeAsString(), again.timetable().SerializeAsString());
  EXPECT_NE(first.timetable().SerializeAsString(), other.timetable().SerializeAsString());
}

TEST(SolveTimetable, ReturnsTheSameTimetableForAnyNumberOfThreads) {
  const v1::TimetableProblem problem = VisitProblem({.days = 3, .sessions = 40, .team = 6}, 3);
  SolveControl control = Steps(150'000, 7);
  control.threads = 1;
  const v1::TimetableSolution alone = Solve(problem, control);
  control.threads = 3;
  const v1::TimetableSolution together = Solve(problem, control);
  ExpectSoundTimetable(problem, together);
  EXPECT_EQ(alone.timetable().SerializeAsString(), together.timetable().SerializeAsString());
  EXPECT_EQ(alone.progress().steps(), together.progress().steps());
}

TEST(SolveTimetable, HonoursPins) {
  v1::TimetableProblem problem = SmallVisit();
  v1::Placement& pin = *SessionOf(problem, "s1").mutable_pinned();
  pin.set_date("2026-10-12");
  pin.set_start("10:30");
  pin.set_venue("school");
  pin.add_reviewers("m2");
  pin.add_reviewers("m3");
  const v1::TimetableSolution solution = Solve(problem, Steps(5'000));
  ExpectSoundTimetable(problem, solution);
  v1::Timetable timetable = solution.timetable();
  EXPECT_EQ(PlacementOf(timetable, "s1").start(), "10:30");
  EXPECT_EQ(PlacementOf(timetable, "s1").venue(), "school");
}

TEST(SolveTimetable, LeavesOutWhatCannotBePlaced) {
  v1::TimetableProblem problem = SmallVisit();
  problem.mutable_weights()->set_unplaced(100);
  SessionOf(problem, "s3").set_reviewers_needed(4);
  const v1::TimetableSolution solution = Solve(problem, Steps(5'000));
  ExpectSoundTimetable(problem, solution);
  EXPECT_EQ(solution.timetable().placements_size(), 3);
  EXPECT_EQ(solution.timetable().cost_items().unplaced(), 300);
}

TEST(SolveTimetable, PlacesNothingAtNoCost) {
  v1::TimetableProblem problem = SmallVisit();
  problem.clear_sessions();
  const v1::TimetableSolution solution = Solve(problem, {});
  EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_OPTIMAL);
  EXPECT_EQ(solution.timetable().cost(), 0);
}

TEST(SolveTimetable, KeepsWaysThatAreShorterOverAThirdVenue) {
  v1::TimetableProblem problem = SmallVisit();
  problem.mutable_venues()->Add()->set_id("hall");
  problem.mutable_venues(2)->set_rooms(1);
  *problem.mutable_travel_minutes() = {};
  for (const int minutes : {0, 400, 5, 400, 0, 5, 5, 5, 0}) problem.add_travel_minutes(minutes);
  SessionOf(problem, "s3").set_venues(0, "hall");
  SessionOf(problem, "s3").set_mandatory(true);
  SessionOf(problem, "s3").add_dates("2026-10-12");
  SessionOf(problem, "s3").set_whole_team(true);
  // Who is briefed at the office reaches the school only over the hall.
  const v1::TimetableSolution solution = Solve(problem, Steps(20'000));
  ExpectSoundTimetable(problem, solution);
}

// Whoever goes from the office to the school in time must have been in the hall between.
TEST(SolveTimetable, DeniesNoWayThatASessionWhichMayBeLeftOutMakesShorter) {
  v1::TimetableProblem problem = SmallVisit();
  problem.mutable_venues()->Add()->set_id("hall");
  problem.mutable_venues(2)->set_rooms(1);
  *problem.mutable_travel_minutes() = {};
  for (const int minutes : {0, 60, 5, 60, 0, 5, 5, 5, 0}) problem.add_travel_minutes(minutes);
  GroupOf(problem, "g2").clear_available();
  SessionOf(problem, "s1").add_dates("2026-10-13");
  v1::TimetableSession& school = SessionOf(problem, "s2");
  school.clear_after();
  school.set_whole_team(true);
  school.mutable_pinned()->set_date("2026-10-12");
  school.mutable_pinned()->set_start("10:45");
  v1::TimetableSession& hall = SessionOf(problem, "s3");
  hall.set_venues(0, "hall");
  hall.set_minutes(15);
  hall.set_whole_team(true);
  v1::Timetable timetable = SmallTimetable();
  PlacementOf(timetable, "s1").set_date("2026-10-13");
  *PlacementOf(timetable, "s2").mutable_reviewers() = PlacementOf(timetable, "brief").reviewers();
  PlacementOf(timetable, "s2").set_start("10:45");
  v1::Placement& between = PlacementOf(timetable, "s3");
  *between.mutable_reviewers() = PlacementOf(timetable, "brief").reviewers();
  between.set_venue("hall");
  between.set_date("2026-10-12");
  between.set_start("10:15");
  ASSERT_THAT(CheckTimetable(problem, timetable).violations, IsEmpty());
  EXPECT_NE(Solve(problem, Steps(20'000)).outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
}

TEST(SolveTimetable, SurvivesTheLargestWeights) {
  v1::TimetableProblem problem = VisitProblem({.sessions = 30}, 2);
  v1::TimetableWeights& weights = *problem.mutable_weights();
  weights.set_unplaced(kMaxFactor);
  weights.set_travel(kMaxFactor);
  weights.set_idle(kMaxFactor);
  weights.set_balance(kMaxFactor);
  weights.set_pairs(kMaxFactor);
  weights.set_coverage(kMaxFactor);
  ExpectSoundTimetable(problem, Solve(problem, Steps(20'000)));
}

TEST(SolveTimetable, SaysNotFoundWithoutTime) {
  SolveControl control;
  control.time_limit = absl::ZeroDuration();
  const v1::TimetableSolution solution = Solve(VisitProblem({}, 1), control);
  EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_NOT_FOUND);
  EXPECT_FALSE(solution.has_timetable());
}

TEST(SolveTimetable, ReturnsTheBestTimetableWhenStopped) {
  std::stop_source source;
  SolveControl control;
  control.time_limit = absl::Minutes(10);
  control.stop = source.get_token();
  absl::Time stopped = absl::InfiniteFuture();
  control.on_progress = [&](const v1::SolveProgress& progress) {
    if (!progress.has_best_cost() || source.stop_requested()) return;
    stopped = absl::Now();
    source.request_stop();
  };
  const v1::TimetableProblem problem = VisitProblem({.days = 5, .sessions = 90, .team = 8}, 2);
  const v1::TimetableSolution solution = Solve(problem, control);
  EXPECT_LT(absl::Now() - stopped, absl::Seconds(2));
  EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_FEASIBLE);
  ExpectSoundTimetable(problem, solution);
}

// The finest grid and the longest visit: every inner loop has to watch the clock.
TEST(SolveTimetable, KeepsItsTimeLimit) {
  v1::TimetableProblem problem = VisitProblem({.days = 20, .sessions = 300, .team = 30}, 3);
  problem.set_slot_minutes(1);
  for (const int milliseconds : {20, 200}) {
    SolveControl control;
    control.time_limit = absl::Milliseconds(milliseconds);
    const absl::Time start = absl::Now();
    Solve(problem, control);
    EXPECT_LT(absl::Now() - start, absl::Seconds(2));
  }
}

TEST(SolveTimetable, ReportsProgressSparingly) {
  SolveControl control = Steps(100'000);
  std::vector<v1::SolveProgress> reports;
  control.on_progress = [&](const v1::SolveProgress& progress) { reports.push_back(progress); };
  const absl::Time start = absl::Now();
  const v1::TimetableSolution solution = Solve(VisitProblem({}, 4), control);
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  ASSERT_FALSE(reports.empty());
  EXPECT_LE(static_cast<double>(reports.size()), 10 * seconds + 2);
  for (size_t i = 1; i < reports.size(); ++i) {
    EXPECT_GE(reports[i].steps(), reports[i - 1].steps());
    EXPECT_GE(reports[i].bound(), reports[i - 1].bound());
    if (!reports[i - 1].has_best_cost()) continue;
    EXPECT_LE(reports[i].best_cost(), reports[i - 1].best_cost());
  }
  EXPECT_EQ(solution.progress().best_cost(), solution.timetable().cost());
}

// How many sessions and reviewers differ from the incumbent, each weighing one.
int64_t Changes(v1::TimetableProblem problem, const v1::Timetable& timetable) {
  v1::TimetableWeights& weights = *problem.mutable_weights();
  weights.Clear();
  weights.set_change_time(1);
  weights.set_change_reviewer(1);
  return CheckTimetable(problem, timetable).cost;
}

TEST(SolveTimetable, ChangesNoMoreOfAnIncumbentThanItMust) {
  int replanned = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    v1::TimetableProblem problem = TinyVisit(seed);
    problem.clear_incumbent();
    const v1::Timetable before = BruteForceTimetable(problem);
    if (before.cost() < 0 || before.placements().empty()) continue;
    *problem.mutable_incumbent() = before;
    v1::TimeWindow& away = *problem.mutable_team(static_cast<int>(seed % 3))->add_unavailable();
    away.set_date(before.placements(0).date());
    away.set_start("10:00");
    away.set_end("12:00");
    problem.mutable_weights()->set_change_time(10'000);
    problem.mutable_weights()->set_change_reviewer(10'000);
    const v1::Timetable best = BruteForceTimetable(problem);
    if (best.cost() < 0) continue;
    ++replanned;
    const v1::TimetableSolution after = Solve(problem, Steps(60'000));
    ExpectSoundTimetable(problem, after);
    EXPECT_EQ(Changes(problem, after.timetable()), Changes(problem, best));
  }
  EXPECT_GT(replanned, 15);
}

TEST(SolveTimetable, KeepsMostOfAnIncumbentAfterASmallDisruption) {
  v1::TimetableProblem problem = VisitProblem({}, 5);
  const v1::Timetable before = Solve(problem, Steps(60'000)).timetable();
  *problem.mutable_incumbent() = before;
  const v1::Placement& hit = before.placements(3);
  v1::TimeWindow& away = *MemberOf(problem, hit.reviewers(0)).add_unavailable();
  away.set_date(hit.date());
  away.set_start(hit.start());
  away.set_end("15:00");
  const v1::TimetableSolution after = Solve(problem, Steps(60'000));
  ExpectSoundTimetable(problem, after);
  EXPECT_LE(Changes(problem, after.timetable()), 10);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

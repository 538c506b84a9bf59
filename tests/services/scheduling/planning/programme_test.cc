#include "services/scheduling/planning/programme.h"

#include <stop_token>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning/validate.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

using testing::IsEmpty;

v1::ProgrammeSolution Solve(const v1::ProgrammeProblem& problem, const SolveControl& control) {
  auto solution = SolveProgramme(problem, control);
  EXPECT_TRUE(solution.ok()) << solution.status();
  return solution.ok() ? *std::move(solution) : v1::ProgrammeSolution();
}

SolveControl Steps(int64_t limit, uint64_t seed = 1) {
  SolveControl control;
  control.time_limit = absl::Minutes(1);
  control.step_limit = limit;
  control.seed = seed;
  return control;
}

// A plan that the checker accepts, with the cost that the checker computes.
void ExpectSoundPlan(const v1::ProgrammeProblem& problem, const v1::ProgrammeSolution& solution) {
  ASSERT_TRUE(solution.has_plan());
  const ProgrammeCheck check = CheckProgramme(problem, solution.plan());
  EXPECT_THAT(check.violations, IsEmpty());
  EXPECT_EQ(solution.plan().cost(), check.cost);
  EXPECT_EQ(solution.plan().cost_items().SerializeAsString(), check.cost_items.SerializeAsString());
  EXPECT_LE(solution.plan().bound(), check.cost);
}

TEST(SolveProgramme, PlansRegions) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(seed);
    const v1::ProgrammeProblem problem = RegionProblem({}, seed);
    const v1::ProgrammeSolution solution = Solve(problem, Steps(30'000));
    EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_FEASIBLE);
    ExpectSoundPlan(problem, solution);
  }
}

TEST(SolveProgramme, ProvesRegionsOptimal) {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    const v1::ProgrammeProblem problem = RegionProblem({.authorities = 5}, seed);
    const v1::ProgrammeSolution solution = Solve(problem, Steps(0));
    EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_OPTIMAL);
    ExpectSoundPlan(problem, solution);
    EXPECT_EQ(solution.plan().bound(), solution.plan().cost());
    // Another start finds the same cost.
    EXPECT_EQ(Solve(problem, Steps(0, seed + 100)).plan().cost(), solution.plan().cost());
  }
}

TEST(SolveProgramme, BoundsWhatItCannotProve) {
  const v1::ProgrammeProblem problem = RegionProblem({.authorities = 12}, 1);
  const v1::ProgrammeSolution solution = Solve(problem, Steps(2'500'000));
  ExpectSoundPlan(problem, solution);
  EXPECT_GT(solution.plan().bound(), solution.plan().cost() / 2);
}

TEST(SolveProgramme, PlansTwoReviewsPerHost) {
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(seed);
    const v1::ProgrammeProblem problem = RegionProblem({.reviews_per_host = 2}, seed);
    ExpectSoundPlan(problem, Solve(problem, Steps(100'000)));
  }
}

TEST(SolveProgramme, PlansACountry) {
  const v1::ProgrammeProblem problem = RegionProblem({.authorities = 100}, 1);
  ExpectSoundPlan(problem, Solve(problem, Steps(100'000)));
}

TEST(SolveProgramme, ReturnsTheSamePlanForTheSameSeedAndSteps) {
  const v1::ProgrammeProblem problem = RegionProblem({.authorities = 6}, 3);
  const v1::ProgrammeSolution first = Solve(problem, Steps(20'000, 7));
  const v1::ProgrammeSolution again = Solve(problem, Steps(20'000, 7));
  const v1::ProgrammeSolution other = Solve(problem, Steps(20'000, 8));
  EXPECT_EQ(first.plan().SerializeAsString(), again.plan().SerializeAsString());
  EXPECT_NE(first.plan().SerializeAsString(), other.plan().SerializeAsString());
  EXPECT_EQ(first.progress().steps(), 20'000);
}

TEST(SolveProgramme, ReturnsTheSamePlanWhenTheExactSearchIsCutShort) {
  const v1::ProgrammeProblem problem = RegionProblem({.authorities = 8, .reviews_per_host = 2}, 3);
  for (const int64_t steps : {400'000, 1'000'000, 2'000'000}) {
    SCOPED_TRACE(steps);
    const v1::ProgrammeSolution first = Solve(problem, Steps(steps, 7));
    const v1::ProgrammeSolution again = Solve(problem, Steps(steps, 7));
    EXPECT_EQ(first.plan().SerializeAsString(), again.plan().SerializeAsString());
    EXPECT_EQ(first.progress().steps(), again.progress().steps());
  }
}

TEST(SolveProgramme, ReturnsTheSamePlanForAnyNumberOfThreads) {
  // Proven, cut short, and too many reviews for a proof, with parts planned at once.
  for (const auto& [authorities, steps] : {std::pair(9, 0), {16, 9'000'000}, {36, 60'000'000}}) {
    SCOPED_TRACE(authorities);
    const v1::ProgrammeProblem problem = RegionProblem({.authorities = authorities}, 2);
    SolveControl control = Steps(steps, 7);
    control.threads = 1;
    const v1::ProgrammeSolution alone = Solve(problem, control);
    control.threads = 3;
    const v1::ProgrammeSolution together = Solve(problem, control);
    ExpectSoundPlan(problem, together);
    EXPECT_EQ(alone.plan().SerializeAsString(), together.plan().SerializeAsString());
    EXPECT_EQ(alone.progress().steps(), together.progress().steps());
  }
}

TEST(SolveProgramme, AgreesWithTryingEveryPlan) {
  int with_plan = 0, without = 0;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    const v1::ProgrammeProblem problem = TinyProblem(seed);
    const int64_t best = BruteForceCost(problem);
    SolveControl control = Steps(0);
    control.explaining = Explaining::kConflicts;
    const v1::ProgrammeSolution solution = Solve(problem, control);
    if (best < 0) {
      ++without;
      EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
      EXPECT_GT(solution.infeasibility().conflict_size(), 0);
      continue;
    }
    ++with_plan;
    ExpectSoundPlan(problem, solution);
    EXPECT_EQ(solution.plan().cost(), best);
    EXPECT_EQ(solution.plan().bound(), best);
    EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_OPTIMAL);
  }
  EXPECT_GT(with_plan, 60);
  EXPECT_GT(without, 60);
}

TEST(SolveProgramme, KeepsMostOfAnIncumbent) {
  v1::ProgrammeProblem problem = RegionProblem({}, 5);
  const v1::ProgrammePlan before = Solve(problem, Steps(50'000)).plan();
  *problem.mutable_incumbent() = before;
  // One member falls ill in the week of the first review.
  const v1::PlannedReview& hit = before.reviews(0);
  ReviewerOf(problem, hit.members(0)).add_unavailable_weeks(hit.week());
  const v1::ProgrammeSolution after = Solve(problem, Steps(50'000));
  ExpectSoundPlan(problem, after);
  int same_week = 0;
  for (int i = 0; i < before.reviews_size(); ++i) {
    same_week += after.plan().reviews(i).week() == before.reviews(i).week() ? 1 : 0;
  }
  EXPECT_GE(same_week, before.reviews_size() - 2);
}

TEST(SolveProgramme, HonoursPinsAndExclusions) {
  v1::ProgrammeProblem problem = SmallProblem();
  ReviewOf(problem, "ra").set_pinned_week("w7");
  ReviewOf(problem, "ra").add_pinned_members("c3");
  ReviewOf(problem, "ra").add_excluded_members("c1");
  ReviewOf(problem, "rb").set_pinned_lead("c1");
  const v1::ProgrammeSolution solution = Solve(problem, Steps(5'000));
  ExpectSoundPlan(problem, solution);
  EXPECT_EQ(solution.plan().reviews(0).week(), "w7");
  EXPECT_EQ(solution.plan().reviews(0).lead(), "b1");
  EXPECT_EQ(solution.plan().reviews(1).lead(), "c1");
}

TEST(SolveProgramme, PlansNothingAtNoCost) {
  v1::ProgrammeProblem problem = SmallProblem();
  problem.clear_reviews();
  const v1::ProgrammeSolution solution = Solve(problem, {});
  EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_OPTIMAL);
  EXPECT_EQ(solution.plan().cost(), 0);
}

TEST(SolveProgramme, SurvivesTheLargestWeights) {
  v1::ProgrammeProblem problem = RegionProblem({.authorities = 5}, 2);
  v1::ProgrammeWeights& weights = *problem.mutable_weights();
  weights.set_week(kMaxFactor);
  weights.set_theme(kMaxFactor);
  weights.set_balance(kMaxFactor);
  weights.set_travel(kMaxFactor);
  weights.set_novice(kMaxFactor);
  weights.set_spread(kMaxFactor);
  for (int& minutes : *problem.mutable_travel_minutes()) minutes = minutes == 0 ? 0 : 10'000;
  ExpectSoundPlan(problem, Solve(problem, Steps(20'000)));
}

TEST(SolveProgramme, SaysNotFoundWithoutTime) {
  SolveControl control;
  control.time_limit = absl::ZeroDuration();
  const v1::ProgrammeSolution solution = Solve(RegionProblem({}, 1), control);
  EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_NOT_FOUND);
  EXPECT_FALSE(solution.has_plan());
}

TEST(SolveProgramme, StopsBeforeItStarts) {
  std::stop_source source;
  source.request_stop();
  SolveControl control;
  control.time_limit = absl::Minutes(10);
  control.stop = source.get_token();
  const absl::Time start = absl::Now();
  const v1::ProgrammeSolution solution = Solve(RegionProblem({.authorities = 150}, 1), control);
  EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_NOT_FOUND);
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST(SolveProgramme, ReturnsTheBestPlanWhenStopped) {
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
  const v1::ProgrammeProblem problem = RegionProblem({.authorities = 100}, 2);
  const v1::ProgrammeSolution solution = Solve(problem, control);
  EXPECT_LT(absl::Now() - stopped, absl::Seconds(2));
  EXPECT_EQ(solution.outcome(), v1::SOLVE_OUTCOME_FEASIBLE);
  ExpectSoundPlan(problem, solution);
}

TEST(SolveProgramme, KeepsItsTimeLimit) {
  SolveControl control;
  control.time_limit = absl::Milliseconds(50);
  const v1::ProgrammeProblem problem = RegionProblem({.authorities = 150}, 3);
  const absl::Time start = absl::Now();
  Solve(problem, control);
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
}

TEST(SolveProgramme, ReportsProgressSparingly) {
  SolveControl control = Steps(200'000);
  std::vector<v1::SolveProgress> reports;
  control.on_progress = [&](const v1::SolveProgress& progress) { reports.push_back(progress); };
  const absl::Time start = absl::Now();
  const v1::ProgrammeSolution solution = Solve(RegionProblem({}, 4), control);
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  ASSERT_FALSE(reports.empty());
  EXPECT_LE(static_cast<double>(reports.size()), 10 * seconds + 2);
  for (size_t i = 1; i < reports.size(); ++i) {
    EXPECT_GE(reports[i].steps(), reports[i - 1].steps());
    EXPECT_GE(reports[i].bound(), reports[i - 1].bound());
    if (!reports[i - 1].has_best_cost()) continue;
    EXPECT_LE(reports[i].best_cost(), reports[i - 1].best_cost());
  }
  EXPECT_EQ(solution.progress().best_cost(), solution.plan().cost());
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

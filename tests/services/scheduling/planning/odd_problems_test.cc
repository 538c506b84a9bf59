#include <string>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning/programme.h"
#include "services/scheduling/planning/timetable.h"
#include "services/scheduling/planning/timetable_check.h"
#include "tests/services/scheduling/planning/problems.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

// A thousand problems that nobody should send: each is refused with the field that is wrong, solved
// soundly, or shown to be contradictory, in its time.
namespace peerchallenge::scheduling::planning {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// On a machine that is busy otherwise, too; the limit itself is 100 ms.
constexpr absl::Duration kLongest = absl::Seconds(2);

SolveControl ShortTime() {
  SolveControl control;
  control.time_limit = absl::Milliseconds(100);
  control.step_limit = 2'000;
  return control;
}

struct Counts {
  int refused = 0, solved = 0, contradictory = 0, open = 0;
};

// Judges what is the same for both kinds of problem; `holds` says whether a solution is sound and
// `none` whether there is proven to be none.
template <typename Solution>
void Judge(const absl::StatusOr<Solution>& solution, absl::Duration took, bool holds, bool none,
           Counts& counts) {
  EXPECT_LT(took, kLongest);
  if (!solution.ok()) {
    ++counts.refused;
    EXPECT_EQ(solution.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(solution.status().message()), HasSubstr("problem."));
    return;
  }
  switch (solution->outcome()) {
    case v1::SOLVE_OUTCOME_OPTIMAL:
    case v1::SOLVE_OUTCOME_FEASIBLE:
      ++counts.solved;
      EXPECT_TRUE(holds);
      break;
    case v1::SOLVE_OUTCOME_INFEASIBLE:
      ++counts.contradictory;
      EXPECT_TRUE(none);
      EXPECT_GT(solution->infeasibility().conflict_size(), 0);
      for (const v1::ConflictElement& element : solution->infeasibility().conflict()) {
        EXPECT_FALSE(element.kind().empty());
        EXPECT_FALSE(element.message().empty());
      }
      for (const v1::Relaxation& relaxation : solution->infeasibility().relaxations()) {
        EXPECT_GT(relaxation.changes_size(), 0);
        EXPECT_LE(relaxation.bound(), relaxation.cost());
      }
      break;
    default:
      ++counts.open;
  }
}

void ExpectSomeOfEach(const Counts& counts) {
  EXPECT_GT(counts.refused, 100);
  EXPECT_GT(counts.solved, 20);
  EXPECT_GT(counts.contradictory, 50);
  EXPECT_LT(counts.open, 20);
}

TEST(OddProblems, ProgrammesAreRefusedPlannedOrExplained) {
  Counts counts;
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(seed);
    const v1::ProgrammeProblem problem = OddProblem(seed + 10'000);
    const absl::Time start = absl::Now();
    const auto solution = SolveProgramme(problem, ShortTime());
    const absl::Duration took = absl::Now() - start;
    const bool infeasible = solution.ok() && solution->outcome() == v1::SOLVE_OUTCOME_INFEASIBLE;
    const bool holds = solution.ok() && solution->has_plan() &&
                       CheckProgramme(problem, solution->plan()).violations.empty();
    Judge(solution, took, holds, infeasible && BruteForceCost(problem) < 0, counts);
  }
  ExpectSomeOfEach(counts);
}

TEST(OddProblems, VisitsAreRefusedPlacedOrExplained) {
  Counts counts;
  for (uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE(seed);
    const v1::TimetableProblem problem = OddVisit(seed + 10'000);
    const absl::Time start = absl::Now();
    const auto solution = SolveTimetable(problem, ShortTime());
    const absl::Duration took = absl::Now() - start;
    const bool infeasible = solution.ok() && solution->outcome() == v1::SOLVE_OUTCOME_INFEASIBLE;
    const bool holds = solution.ok() && solution->has_timetable() &&
                       CheckTimetable(problem, solution->timetable()).violations.empty();
    // Slots of a minute make too many timetables to try.
    const bool none =
        infeasible && (problem.slot_minutes() < 30 || BruteForceTimetable(problem).cost() < 0);
    Judge(solution, took, holds, none, counts);
  }
  ExpectSomeOfEach(counts);
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

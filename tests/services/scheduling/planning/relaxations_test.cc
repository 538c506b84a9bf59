#include <functional>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning/programme.h"
#include "services/scheduling/planning/programme/change.h"
#include "services/scheduling/planning/timetable.h"
#include "services/scheduling/planning/timetable/change.h"
#include "tests/services/scheduling/planning/problems.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

// What would give a problem without a solution one.
namespace peerchallenge::scheduling::planning {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

SolveControl Steps(int64_t limit) {
  SolveControl control;
  control.time_limit = absl::Minutes(1);
  control.step_limit = limit;
  return control;
}

// "kind subject detail" of relaxations that are one change each.
template <typename Solution>
std::vector<std::string> SingleChanges(const Solution& solution) {
  std::vector<std::string> singles;
  for (const v1::Relaxation& relaxation : solution.infeasibility().relaxations()) {
    if (relaxation.changes_size() != 1) continue;
    const v1::ConflictElement& change = relaxation.changes(0);
    singles.push_back(change.kind() + " " + change.subject() + " " + change.detail());
  }
  return singles;
}

template <typename Solution>
const v1::Relaxation& RelaxationOf(const Solution& solution, const std::string& detail) {
  for (const v1::Relaxation& relaxation : solution.infeasibility().relaxations()) {
    if (relaxation.changes(0).detail() == detail) return relaxation;
  }
  ADD_FAILURE() << "no relaxation '" << detail << "'";
  return v1::Relaxation::default_instance();
}

// Reviewer c3 must go to the review at A in w1, when c3 is away.
v1::ProgrammeProblem PinnedAway() {
  v1::ProgrammeProblem problem = SmallProblem();
  problem.mutable_weights()->set_travel(1);
  ReviewOf(problem, "ra").set_pinned_week("w1");
  ReviewOf(problem, "ra").add_pinned_members("c3");
  ReviewerOf(problem, "c3").add_unavailable_weeks("w1");
  return problem;
}

TEST(Relaxations, NameEachWayOutOfAConflict) {
  const auto solution = SolveProgramme(PinnedAway(), Steps(20'000));
  ASSERT_TRUE(solution.ok());
  const auto singles = SingleChanges(*solution);
  EXPECT_THAT(singles, Contains("UNAVAILABLE c3 available in w1"));
  EXPECT_THAT(singles, Contains("PINNED_MEMBER ra c3 not pinned"));
  EXPECT_THAT(singles, Contains("PINNED_WEEK ra not pinned"));
  EXPECT_THAT(singles, Contains("P1 ra left out"));
}

TEST(Relaxations, CostWhatThePlanCostsWithThem) {
  v1::ProgrammeProblem problem = PinnedAway();
  const auto solution = SolveProgramme(problem, Steps(0));
  ASSERT_TRUE(solution.ok());
  ReviewerOf(problem, "c3").clear_unavailable_weeks();
  const auto there = SolveProgramme(problem, Steps(0));
  ASSERT_TRUE(there.ok());
  const v1::Relaxation& relaxation = RelaxationOf(*solution, "available in w1");
  EXPECT_EQ(relaxation.cost(), there->plan().cost());
  EXPECT_EQ(relaxation.bound(), there->plan().cost());
  EXPECT_EQ(relaxation.message(), "If reviewer c3 could come in w1, the best plan would cost " +
                                      std::to_string(there->plan().cost()) + ".");
}

TEST(Relaxations, ComeCheapestFirstAndWithoutAReviewLast) {
  const auto solution = SolveProgramme(PinnedAway(), Steps(20'000));
  ASSERT_TRUE(solution.ok());
  const auto& relaxations = solution->infeasibility().relaxations();
  ASSERT_GT(relaxations.size(), 2);
  for (int i = 1; i + 1 < relaxations.size(); ++i) {
    EXPECT_LE(relaxations[i - 1].cost(), relaxations[i].cost());
  }
  EXPECT_EQ(relaxations.rbegin()->changes(0).detail(), "left out");
}

TEST(Relaxations, OfSeveralConflictsResolveThemAll) {
  v1::ProgrammeProblem problem = SmallProblem();
  ReviewOf(problem, "ra").add_themes()->set_theme("z");
  ReviewOf(problem, "rb").set_pinned_week("w1");
  ReviewOf(problem, "rb").add_excluded_members("c1");
  ReviewOf(problem, "rb").add_pinned_members("c1");
  const auto solution = SolveProgramme(problem, Steps(20'000));
  ASSERT_TRUE(solution.ok());
  EXPECT_EQ(solution->infeasibility().further_conflicts_size(), 1);
  EXPECT_FALSE(solution->infeasibility().sole());
  ASSERT_THAT(solution->infeasibility().relaxations(), Not(IsEmpty()));
  for (const v1::Relaxation& relaxation : solution->infeasibility().relaxations()) {
    EXPECT_EQ(relaxation.changes_size(), 2) << relaxation.DebugString();
  }
}

TEST(Relaxations, AreNotLookedForUnlessAskedFor) {
  SolveControl control = Steps(20'000);
  control.explaining = Explaining::kConflicts;
  const auto conflicts = SolveProgramme(PinnedAway(), control);
  ASSERT_TRUE(conflicts.ok());
  EXPECT_GT(conflicts->infeasibility().conflict_size(), 0);
  EXPECT_THAT(conflicts->infeasibility().relaxations(), IsEmpty());
  control.explaining = Explaining::kNothing;
  const auto nothing = SolveProgramme(PinnedAway(), control);
  ASSERT_TRUE(nothing.ok());
  EXPECT_EQ(nothing->outcome(), v1::SOLVE_OUTCOME_INFEASIBLE);
  EXPECT_FALSE(nothing->has_infeasibility());
}

TEST(Relaxations, KeepTheTimeLimit) {
  v1::ProgrammeProblem problem = RegionProblem({}, 1);
  for (auto& review : *problem.mutable_reviews()) review.add_themes()->set_theme("rare");
  SolveControl control;
  control.time_limit = absl::Milliseconds(700);
  const absl::Time start = absl::Now();
  ASSERT_TRUE(SolveProgramme(problem, control).ok());
  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
}

// A plan of one problem, held against a harder one.
TEST(ChangesFor, AreEnoughForThePlanAndNeededOneByOne) {
  const v1::ProgrammeProblem problem = SmallProblem();
  v1::ProgrammePlan plan = SmallPlan();
  EXPECT_THAT(ChangesFor(problem, plan), IsEmpty());
  v1::ProgrammeProblem harder = problem;
  ReviewOf(harder, "ra").clear_weeks();
  ReviewOf(harder, "ra").set_team_min(3);
  ReviewOf(harder, "ra").mutable_roles(0)->set_min(3);
  ReviewOf(harder, "rb").add_themes()->set_theme("z");
  ReviewerOf(harder, "c2").add_unavailable_weeks("w0");
  ReviewerOf(harder, "c2").add_conflicts("A");
  ReviewerOf(harder, "b1").set_max_reviews(0);
  ReviewerOf(harder, "b1").set_can_lead(false);
  harder.mutable_rules()->set_lead_gap_weeks(10);
  const Changes changes = ChangesFor(harder, plan);
  EXPECT_GE(changes.size(), 9U);
  EXPECT_THAT(CheckProgramme(Changed(harder, changes), plan).violations, IsEmpty());
  for (const Change& change : changes) {
    Changes rest = changes;
    rest.erase(change);
    EXPECT_THAT(CheckProgramme(Changed(harder, rest), plan).violations, Not(IsEmpty()))
        << Describe(harder, change).DebugString();
  }
}

TEST(TimetableRelaxations, NameEachWayOutOfAConflict) {
  v1::TimetableProblem problem = SmallVisit();
  GroupOf(problem, "g2").mutable_available(0)->set_end("11:30");
  const auto solution = SolveTimetable(problem, Steps(20'000));
  ASSERT_TRUE(solution.ok());
  const auto singles = SingleChanges(*solution);
  EXPECT_THAT(singles, Contains("T8 s2 optional"));
  EXPECT_THAT(singles, Contains(testing::StartsWith("AVAILABLE g2 available 2026-10-1")));
  for (const v1::Relaxation& relaxation : solution->infeasibility().relaxations()) {
    EXPECT_LE(relaxation.bound(), relaxation.cost());
  }
}

TEST(TimetableRelaxations, NameAThemeThatIsListedTwiceOnce) {
  v1::TimetableProblem problem = SmallVisit();
  for (int i = 0; i < 2; ++i) SessionOf(problem, "s1").add_themes("rare");
  const auto solution = SolveTimetable(problem, Steps(20'000));
  ASSERT_TRUE(solution.ok());
  EXPECT_THAT(SingleChanges(*solution), Contains("T9 s1 without rare"));
}

TEST(TimetableRelaxations, OfferFewerReviewersOrAnotherRoom) {
  v1::TimetableProblem crowded = SmallVisit();
  SessionOf(crowded, "s1").set_reviewers_needed(4);
  const auto fewer = SolveTimetable(crowded, Steps(20'000));
  ASSERT_TRUE(fewer.ok());
  EXPECT_THAT(SingleChanges(*fewer), Contains("T4 s1 3 of 3"));
  v1::TimetableProblem roomless = SmallVisit();
  roomless.mutable_venues(1)->set_rooms(0);
  const auto room = SolveTimetable(roomless, Steps(20'000));
  ASSERT_TRUE(room.ok());
  EXPECT_THAT(SingleChanges(*room), Contains("T2 school rooms 1"));
  EXPECT_THAT(SingleChanges(*room), Contains("T2 s2 at office"));
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

#include "services/scheduling/planning/programme/state.h"

#include "gtest/gtest.h"
#include "services/scheduling/planning/check.h"
#include "services/scheduling/planning/programme/moves.h"
#include "services/scheduling/planning/search/random.h"
#include "tests/services/scheduling/planning/problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

Model ModelOf(const v1::ProgrammeProblem& problem) {
  Budget budget(absl::InfiniteDuration(), {});
  return *BuildModel(problem, Relaxation(), budget);
}

// Walks at random; after each step the state must say what the checker says of the plan as it is.
void WalkAndCompare(const v1::ProgrammeProblem& problem, uint64_t seed, int steps) {
  const Model model = ModelOf(problem);
  State state(model);
  Random random(seed);
  Moves moves(state, random);
  for (int i = 0; i < steps; ++i) {
    moves.Step();
    if (random.Chance(30)) {
      state.Undo();
    } else {
      state.Accept();
    }
    const ProgrammeCheck check = CheckProgramme(problem, ToMessage(problem, model, state.plan()));
    ASSERT_EQ(state.cost(), check.cost) << "step " << i;
    ASSERT_EQ(state.feasible(), check.violations.empty()) << "step " << i;
  }
}

TEST(State, AgreesWithTheCheckerOnEveryStep) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    WalkAndCompare(RegionProblem({.authorities = 4, .reviews_per_host = 2}, seed), seed, 1'000);
  }
}

TEST(State, AgreesWithTheCheckerWithIncumbentsAndPins) {
  int walked = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    const v1::ProgrammeProblem problem = TinyProblem(seed);
    const Model model = ModelOf(problem);
    bool possible = true;  // each review has a week and may have its pinned members
    for (int r = 0; r < model.ReviewCount(); ++r) {
      possible = possible && !model.Review(r).week_list.empty();
      for (const int p : model.Review(r).pinned) possible = possible && model.MayJoin(r, p);
    }
    if (!possible) continue;
    ++walked;
    WalkAndCompare(problem, seed, 300);
  }
  EXPECT_GT(walked, 20);
}

TEST(State, UndoRestoresTheEnergy) {
  const v1::ProgrammeProblem problem = RegionProblem({}, 1);
  const Model model = ModelOf(problem);
  State state(model);
  for (size_t k = 0; k < kBreachKinds; ++k) state.SetWeight(static_cast<Breach>(k), 100);
  Random random(1);
  Moves moves(state, random);
  for (int i = 0; i < 2'000; ++i) {
    const int64_t before = state.energy();
    moves.Step();
    state.Undo();
    ASSERT_EQ(state.energy(), before);
    moves.Step();
    state.Accept();
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

#include <algorithm>

#include "gtest/gtest.h"
#include "services/scheduling/planning/search/random.h"
#include "services/scheduling/planning/timetable/moves.h"
#include "services/scheduling/planning/timetable/state.h"
#include "services/scheduling/planning/timetable_check.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

using timetable::Model;
using timetable::Moves;
using timetable::State;

Model ModelOf(const v1::TimetableProblem& problem) {
  Budget budget(absl::InfiniteDuration(), {});
  return *BuildModel(problem, timetable::Relaxation(), budget);
}

// Whether the draft breaks no rule but those of sessions that are still left out.
bool HoldsSoFar(const TimetableCheck& check) {
  return std::all_of(check.violations.begin(), check.violations.end(), [](const auto& violation) {
    return violation.rule == "T8" ||
           (violation.rule == "T7" &&
            violation.description.find("not placed") != std::string::npos);
  });
}

// Walks at random; after each step the state must say what the checker says of the draft.
void WalkAndCompare(const v1::TimetableProblem& problem, uint64_t seed, int steps) {
  const Model model = ModelOf(problem);
  State state(model);
  Random random(seed);
  Moves moves(state, random);
  moves.SetNoise(20);
  for (int i = 0; i < steps; ++i) {
    const bool done = random.Chance(5) ? moves.Rebuild() : moves.Step();
    if (done && random.Chance(80)) {
      state.Accept();
    } else {
      state.Undo();
    }
    const TimetableCheck check = CheckTimetable(problem, ToMessage(problem, model, state.plan()));
    ASSERT_EQ(state.cost(), check.cost) << "step " << i;
    ASSERT_TRUE(HoldsSoFar(check)) << "step " << i << ": " << check.violations[0].description;
    ASSERT_EQ(state.feasible(), check.violations.empty()) << "step " << i;
  }
}

TEST(TimetableState, AgreesWithTheCheckerOnEveryStep) {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    WalkAndCompare(VisitProblem({.sessions = 25}, seed), seed, 1'000);
  }
}

TEST(TimetableState, AgreesWithTheCheckerWithIncumbentsAndPins) {
  int walked = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    const v1::TimetableProblem problem = TinyVisit(seed);
    const Model model = ModelOf(problem);
    if (!model.stuck.empty() || model.sessions.empty()) continue;
    ++walked;
    WalkAndCompare(problem, seed, 200);
  }
  EXPECT_GT(walked, 20);
}

TEST(TimetableState, UndoRestoresTheEnergy) {
  const Model model = ModelOf(VisitProblem({}, 1));
  State state(model);
  for (int s = 0; s < model.SessionCount(); ++s) state.SetPenalty(s, 100 + s);
  Random random(1);
  Moves moves(state, random);
  for (int i = 0; i < 2'000; ++i) {
    const int64_t before = state.energy();
    const timetable::Plan plan = state.plan();
    moves.Step();
    state.Undo();
    ASSERT_EQ(state.energy(), before);
    ASSERT_EQ(state.plan(), plan);
    if (moves.Step()) {
      state.Accept();
    } else {
      state.Undo();
    }
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

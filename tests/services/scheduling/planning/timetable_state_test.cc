#include <algorithm>

#include "gtest/gtest.h"
#include "services/scheduling/planning/search/random.h"
#include "services/scheduling/planning/timetable/moves.h"
#include "services/scheduling/planning/timetable/slot_bits.h"
#include "services/scheduling/planning/timetable/state.h"
#include "services/scheduling/planning/timetable_check.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

using timetable::Model;
using timetable::Moves;
using timetable::State;

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

// What is told of all starts of a day must be what a look at each of them tells.
void CompareDay(const State& state, int s, int day, int venue) {
  const auto& session = state.model().Session(s);
  const int first = state.model().Day(day).first_slot;
  std::vector<uint64_t> free(state.day_words()), fits(state.day_words());
  std::vector<int64_t> cost(static_cast<size_t>(state.model().Day(day).slots));
  std::vector<int> clashes;
  state.FreeStarts(s, day, venue, free.data());
  for (int option = 0; option < static_cast<int>(session.options.size()); ++option) {
    const timetable::Option& at = session.options[static_cast<size_t>(option)];
    if (at.day != day) continue;
    clashes.clear();
    state.Clashes(s, option, venue, 0, clashes);
    ASSERT_EQ(state.Free(s, option, venue), clashes.empty()) << s << " at " << option;
    ASSERT_EQ(timetable::HasAnySlot(free.data(), at.slot - first, 1), clashes.empty())
        << s << " at " << option;
  }
  for (int member = 0; member < state.model().team_size; ++member) {
    state.TryAll(member, day, session.minutes, venue, fits.data(), cost.data());
    for (const timetable::Option& at : session.options) {
      if (at.day != day) continue;
      const State::Probe probe = state.Try(member, at, session.minutes, venue);
      ASSERT_EQ(timetable::HasAnySlot(fits.data(), at.slot - first, 1), probe.fits)
          << s << " at " << at.start << " for " << member;
      if (probe.fits) {
        ASSERT_EQ(cost[static_cast<size_t>(at.slot - first)], probe.cost)
            << s << " at " << at.start << " for " << member;
      }
    }
  }
}

// Walks at random and compares the days of all sessions that are left out.
void WalkAndCompareDays(const Model& model, int steps) {
  State state(model);
  Random random(1);
  Moves moves(state, random);
  for (int step = 0; step < steps; ++step) {
    const bool done = random.Chance(20) ? moves.Rebuild() : moves.Step();
    if (done) {
      state.Accept();
    } else {
      state.Undo();
    }
    for (int s = 0; s < model.SessionCount(); ++s) {
      if (state.placed(s)) continue;
      for (int day = 0; day < model.DayCount(); ++day) {
        for (const int venue : model.Session(s).venues) CompareDay(state, s, day, venue);
      }
    }
  }
}

TEST(TimetableState, TellsOfAllStartsOfADayWhatALookAtEachTells) {
  for (const int slot_minutes : {15, 5}) {
    SCOPED_TRACE(slot_minutes);
    v1::TimetableProblem problem = VisitProblem({.sessions = 25}, 1);
    problem.set_slot_minutes(slot_minutes);
    const Model model = ModelOf(problem);
    // More slots than a word has bits, too.
    ASSERT_EQ(State(model).day_words(), slot_minutes == 5 ? 2u : 1u);
    WalkAndCompareDays(model, 200);
  }
}

TEST(TimetableState, TellsOfAllStartsAlsoWhereSessionsComeAfterOthers) {
  int ordered = 0;
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    const Model model = ModelOf(TinyVisit(seed));
    if (!model.stuck.empty() || model.sessions.empty()) continue;
    ordered += std::ranges::any_of(model.sessions, [](const auto& s) { return !s.after.empty(); });
    WalkAndCompareDays(model, 50);
  }
  EXPECT_GT(ordered, 10);
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

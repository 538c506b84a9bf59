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

// What is told of ever later starts must be what a look at each of them tells.
void CompareLaterStarts(const State& state, int s) {
  const auto& session = state.model().Session(s);
  const auto options = static_cast<int>(session.options.size());
  for (const int venue : session.venues) {
    State::Openings openings(state, s, venue);
    std::vector<State::Probes> probes;
    int day = -1;
    for (int option = 0; option < options; ++option) {
      const timetable::Option& at = session.options[static_cast<size_t>(option)];
      if (at.day != day) probes.clear();
      day = at.day;
      ASSERT_EQ(openings.At(option), state.Free(s, option, venue)) << s << " at " << option;
      for (int member = 0; member < state.model().team_size; ++member) {
        const auto i = static_cast<size_t>(member);
        if (i == probes.size()) probes.emplace_back(state, member, day, session.minutes, venue);
        const State::Probe later = probes[i].At(at.start);
        const State::Probe anew = state.Try(member, at, session.minutes, venue);
        ASSERT_EQ(later.fits, anew.fits) << s << " at " << option << " for " << member;
        ASSERT_EQ(later.cost, anew.cost) << s << " at " << option << " for " << member;
      }
    }
  }
}

// What a sweep over part of a day tells must be what a look at each slot tells.
void CompareSweeps(const State& state, int s, Random& random) {
  const auto& session = state.model().Session(s);
  for (const timetable::ModelDay& day : state.model().days) {
    const auto d = static_cast<int>(&day - state.model().days.data());
    const int first = random.Below(day.slots), last = first + random.Below(day.slots - first);
    std::vector<timetable::Team> fits(static_cast<size_t>(day.slots));
    std::vector<std::vector<int64_t>> cost;
    for (int member = 0; member < state.model().team_size; ++member) {
      cost.emplace_back(fits.size());
      State::Probes(state, member, d, session.minutes, session.venues[0])
          .Sweep(first, last, timetable::Team{1} << member, fits, cost.back());
    }
    for (const timetable::Option& at : session.options) {
      if (at.day != d || at.slot < day.first_slot + first || at.slot > day.first_slot + last)
        continue;
      const auto slot = static_cast<size_t>(at.slot - day.first_slot);
      for (int member = 0; member < state.model().team_size; ++member) {
        const State::Probe anew = state.Try(member, at, session.minutes, session.venues[0]);
        ASSERT_EQ((fits[slot] >> member & 1) != 0, anew.fits) << s << " at " << slot;
        if (anew.fits) {
          ASSERT_EQ(cost[static_cast<size_t>(member)][slot], anew.cost);
        }
      }
    }
  }
}

TEST(TimetableState, TellsOfEverLaterStartsWhatALookAnewTells) {
  const Model model = ModelOf(VisitProblem({.sessions = 25}, 1));
  State state(model);
  Random random(1);
  Moves moves(state, random);
  for (int step = 0; step < 300; ++step) {
    const bool done = random.Chance(20) ? moves.Rebuild() : moves.Step();
    if (done) {
      state.Accept();
    } else {
      state.Undo();
    }
    for (int s = 0; s < model.SessionCount(); ++s) {
      if (state.placed(s)) continue;
      CompareLaterStarts(state, s);
      CompareSweeps(state, s, random);
    }
  }
  ASSERT_GT(std::ranges::count_if(state.plan(), [](const auto& place) { return place.placed(); }),
            5);
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

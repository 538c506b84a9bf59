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
    ASSERT_TRUE(HoldsSoFar(check)) << "step " << i << ": " << check.violations.back().description;
    ASSERT_EQ(state.feasible(), check.violations.empty()) << "step " << i;
  }
}

TEST(TimetableState, AgreesWithTheCheckerOnEveryStep) {
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    WalkAndCompare(VisitProblem({.sessions = 25}, seed), seed, 1'000);
  }
}

// A visit where the way from one venue to another may be longer than by a third.
v1::TimetableProblem VisitWithOddWays(uint64_t seed) {
  Random random(seed);
  v1::TimetableProblem problem = VisitProblem(
      {.days = 1 + random.Below(2), .sessions = 8 + random.Below(30), .team = 3}, seed);
  for (int& minutes : *problem.mutable_travel_minutes()) {
    minutes = random.Chance(60) ? random.Below(15) : 30 + random.Below(150);
  }
  for (v1::TimetableSession& session : *problem.mutable_sessions()) {
    if (session.whole_team()) continue;
    session.set_mandatory(random.Chance(60));
    session.set_minutes(10 + random.Below(40));
  }
  return problem;
}

// There a session can be in the way of what is put in place of one between it and another.
TEST(TimetableState, AgreesWithTheCheckerWhereTheWayRoundIsShorter) {
  int walked = 0;
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    const v1::TimetableProblem problem = VisitWithOddWays(seed);
    if (!ModelOf(problem).stuck.empty()) continue;
    ++walked;
    WalkAndCompare(problem, seed, 1'000);
  }
  EXPECT_GT(walked, 10);
}

// Between p and `by` there is only time for the way round by R, where r1 and r2 are: once these are
// taken out, to be put next to `by`, that one is in the way itself.
v1::TimetableProblem VisitWithAWayRound() {
  v1::TimetableProblem problem;
  problem.set_slot_minutes(15);
  v1::TimetableDay& day = *problem.add_days();
  day.set_date("2026-10-12");
  day.set_start("09:00");
  day.set_end("17:00");
  for (const char* id : {"P", "R", "B"}) {
    v1::TimetableVenue& venue = *problem.add_venues();
    venue.set_id(id);
    venue.set_rooms(1);
  }
  for (const int minutes : {0, 10, 200, 10, 0, 10, 200, 10, 0}) {
    problem.add_travel_minutes(minutes);
  }
  for (const char* id : {"m1", "m2"}) problem.add_team()->set_id(id);
  AddAbsence(MemberOf(problem, "m2"), "2026-10-12", "00:00", "24:00");
  const auto add = [&problem](const char* id, const char* venue, const char* start) {
    v1::TimetableSession& session = *problem.add_sessions();
    session.set_id(id);
    session.set_minutes(30);
    session.add_venues(venue);
    session.set_reviewers_needed(1);
    session.set_mandatory(std::string(id) != "by");
    session.set_priority(5);
    session.mutable_pinned()->set_start(start);
  };
  add("p", "P", "09:00");
  add("r1", "R", "");
  add("r2", "R", "");
  add("by", "B", "12:00");
  problem.mutable_weights()->set_unplaced(100);
  problem.mutable_weights()->set_travel(1);
  problem.mutable_weights()->set_idle(1);
  problem.mutable_weights()->set_pairs(10);
  return problem;
}

TEST(TimetableState, AgreesWithTheCheckerWhereWhatIsSqueezedInDrivesItsNeighbourOut) {
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(seed);
    WalkAndCompare(VisitWithAWayRound(), seed, 3'000);
  }
}

// What is told of all starts of a day must be what a look at each of them tells.
void CompareDay(const State& state, int s, int day, int venue) {
  const auto& session = state.model().Session(s);
  const int first = state.model().Day(day).first_slot;
  const size_t words = state.model().day_words;
  std::vector<uint64_t> free(words, ~uint64_t{0}), fits(words);
  std::vector<int64_t> cost(static_cast<size_t>(state.model().Day(day).slots));
  std::vector<int> clashes;
  state.KeepFree(s, day, venue, free.data());
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
    ASSERT_EQ(model.day_words, slot_minutes == 5 ? 2u : 1u);
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

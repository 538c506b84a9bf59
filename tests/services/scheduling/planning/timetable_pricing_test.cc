#include <algorithm>
#include <bit>
#include <functional>
#include <optional>
#include <vector>

#include "gtest/gtest.h"
#include "services/scheduling/planning/timetable/moves.h"
#include "services/scheduling/planning/timetable/pricing.h"
#include "services/scheduling/planning/timetable/slot_bits.h"
#include "tests/services/scheduling/planning/timetable_problems.h"

namespace peerchallenge::scheduling::planning {
namespace {

using timetable::Bid;
using timetable::Model;
using timetable::Moves;
using timetable::Place;
using timetable::Pricing;
using timetable::State;

// Lines of enquiry are met whoever attends, so prices leave them out.
v1::TimetableProblem WithoutLines(uint64_t seed) {
  v1::TimetableProblem problem = VisitProblem({.sessions = 25}, seed);
  problem.mutable_weights()->set_coverage(0);
  return problem;
}

// A draft of a visit, and the prices of what is left out of it.
struct PricedDraft {
  explicit PricedDraft(const v1::TimetableProblem& problem) : model(ModelOf(problem)) {}

  const Model model;
  State state{model};
  Random random{2};
  Pricing pricing{state, random};
};

// Whether a look is also taken at drafts of which it is not decided yet whether they stay.
enum class Looks { kDecided, kAll };

// Takes random steps, and calls `look` after each with every session that is left out then.
void WalkAndLook(State& state, int steps, Looks looks, const std::function<void(int s)>& look) {
  Random random(1);
  Moves moves(state, random);
  const auto look_at_all = [&] {
    for (int s = 0; s < state.model().SessionCount(); ++s) {
      if (!state.placed(s)) look(s);
    }
  };
  for (int step = 0; step < steps; ++step) {
    const bool done = random.Chance(20) ? moves.Rebuild() : moves.Step();
    if (looks == Looks::kAll) look_at_all();
    if (done) {
      state.Accept();
    } else {
      state.Undo();
    }
    look_at_all();
  }
}

// What the draft costs more with session s at a place; nothing where a rule would be broken.
std::optional<int64_t> CostAt(State& state, int s, const Place& place) {
  const timetable::ModelSession& session = state.model().Session(s);
  const timetable::Option& at = session.options[static_cast<size_t>(place.option)];
  if ((place.team & ~at.available) != 0 || !state.Free(s, place.option, place.venue)) return {};
  const int64_t before = state.cost();
  state.Put(s, place);
  std::optional<int64_t> more;
  if (state.broken_days() == 0) more = state.cost() - before;
  state.Undo();
  return more;
}

// What Put() then saves beside the price: the session is no longer left out, and the price has all
// of the balance in it.
int64_t Saved(const State& state, int s) {
  return state.model().Session(s).left_out + state.model().balance_weight * state.BalanceWith(0, 0);
}

TEST(TimetablePricing, AsksWhatThePlaceCosts) {
  PricedDraft priced(WithoutLines(1));
  int found = 0;
  WalkAndLook(priced.state, 300, Looks::kDecided, [&](int s) {
    for (const Bid& bid : {priced.pricing.Best(s), priced.pricing.BestOfSome(s, 20)}) {
      if (!bid.found()) continue;
      ++found;
      ASSERT_EQ(bid.cost - Saved(priced.state, s), CostAt(priced.state, s, bid.place)) << s;
    }
  });
  EXPECT_GT(found, 100);
}

TEST(TimetablePricing, FindsNothingDearerThanWithATeamThatServes) {
  PricedDraft priced(WithoutLines(2));
  int compared = 0;
  WalkAndLook(priced.state, 300, Looks::kDecided, [&](int s) {
    const timetable::ModelSession& session = priced.model.Session(s);
    const Bid best = priced.pricing.Best(s);
    for (const State::Serving serving : std::vector(priced.state.teams())) {
      if (!session.open || serving.size != session.needed || !session.Holds(serving.team)) continue;
      for (int option = 0; option < static_cast<int>(session.options.size()); ++option) {
        for (const int venue : session.venues) {
          const auto more = CostAt(priced.state, s, {option, venue, serving.team});
          if (!more.has_value()) continue;
          ++compared;
          ASSERT_LE(best.cost - Saved(priced.state, s), *more) << s << " at " << option;
        }
      }
    }
  });
  EXPECT_GT(compared, 500);
}

// It keeps what it learnt of members' days; whether that still holds shows in what it finds.
TEST(TimetablePricing, FindsWhatItWouldFindAnew) {
  struct Case {
    int slot_minutes, team, steps;
  };
  // The last has more to keep than there is room for.
  for (const Case c : {Case{15, 6, 200}, Case{5, 6, 200}, Case{1, 30, 40}}) {
    SCOPED_TRACE(c.slot_minutes);
    v1::TimetableProblem problem = VisitProblem({.sessions = 25, .team = c.team}, 3);
    problem.set_slot_minutes(c.slot_minutes);
    const Model model = ModelOf(problem);
    State state(model);
    Random one(1), other(1);
    Pricing kept(state, one);
    uint64_t seed = 0;
    WalkAndLook(state, c.steps, Looks::kAll, [&](int s) {
      one = other = Random(++seed);
      Pricing anew(state, other);
      for (Pricing* pricing : {&kept, &anew}) pricing->SetNoise(10);
      const Bid a = kept.Best(s), b = anew.Best(s);
      ASSERT_EQ(a.cost, b.cost) << s;
      ASSERT_EQ(a.place, b.place) << s;
    });
    EXPECT_GT(seed, 200u);
  }
}

TEST(TimetablePricing, TakesWhoIsElsewhereOnlyWhereNobodyElseWillDo) {
  PricedDraft priced(WithoutLines(1));
  int fitted = 0;
  WalkAndLook(priced.state, 100, Looks::kDecided, [&](int s) {
    const timetable::ModelSession& session = priced.model.Session(s);
    if (!session.open || !session.themes.empty()) return;
    const timetable::Option& at = session.options[session.options.size() / 2];
    const int venue = session.venues.front();
    const auto team =
        priced.pricing.TeamInTheWay(s, static_cast<int>(session.options.size() / 2), venue);
    ASSERT_EQ(timetable::Size(team), session.needed);
    const auto fits = [&](timetable::Team people) {
      int count = 0;
      for (; people != 0; people &= people - 1) {
        count +=
            priced.state.Try(std::countr_zero(people), at, session.minutes, venue).fits ? 1 : 0;
      }
      return count;
    };
    ASSERT_EQ(fits(team), std::min(session.needed, fits(at.available))) << s;
    fitted += fits(team);
  });
  EXPECT_GT(fitted, 50);
}

// Against a set of slots that is simply a list of bits.
TEST(TimetableSlots, AreThoseOfTheSet) {
  constexpr int kSlots = 200;
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<uint64_t> words(timetable::WordsFor(kSlots));
    std::vector<bool> plain(kSlots);
    for (int i = 0; i < 6; ++i) {
      const int from = random.Below(kSlots), count = random.Below(kSlots - from + 1);
      const bool add = random.Chance(60);
      add ? timetable::AddSlots(words.data(), from, count)
          : timetable::DropSlots(words.data(), from, count);
      std::fill_n(plain.begin() + from, count, add);
    }
    const int from = random.Below(kSlots), count = random.Below(kSlots - from + 1);
    EXPECT_EQ(timetable::HasAnySlot(words.data(), from, count),
              std::count(plain.begin() + from, plain.begin() + from + count, true) > 0);
    const int length = 1 + random.Below(kSlots);
    timetable::AddSlotsBefore(words.data(), words.size(), length);
    std::vector<int> slots, expected;
    timetable::EachSlot(words.data(), words.size(), [&](int slot) { slots.push_back(slot); });
    for (int slot = 0; slot < kSlots; ++slot) {
      const auto end = plain.begin() + std::min(slot + length, kSlots);
      if (std::count(plain.begin() + slot, end, true) > 0) expected.push_back(slot);
    }
    ASSERT_EQ(slots, expected) << "length " << length;
  }
}

}  // namespace
}  // namespace peerchallenge::scheduling::planning

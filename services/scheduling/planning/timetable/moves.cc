#include "services/scheduling/planning/timetable/moves.h"

#include <algorithm>
#include <bit>

namespace peerchallenge::scheduling::planning::timetable {
namespace {

// Teams of other sessions that are looked at as a team for this one.
constexpr int kSharedTeams = 6;
// Places that are priced for one session at most.
constexpr int kMostPlaces = 1'500;
// Sessions that one rebuilding places anew.
constexpr size_t kMostRebuilt = 14;

size_t At(int i) { return static_cast<size_t>(i); }

Team Bit(int member) { return Team{1} << member; }

}  // namespace

Moves::Moves(State& state, Random& random) : state_(state), random_(random), model_(state.model()) {
  SetScope(Scope::kAll);
}

void Moves::SetScope(Scope scope) {
  open_.clear();
  for (int s = 0; s < model_.SessionCount(); ++s) {
    const ModelSession& session = model_.Session(s);
    const bool choice = session.options.size() > 1 || session.venues.size() > 1 || session.open;
    if (session.mandatory ? choice : scope == Scope::kAll) open_.push_back(s);
  }
  if (open_.empty()) open_.push_back(0);
}

bool Moves::Step() {
  const int kind = random_.Below(100);
  if (kind < 10) return InsertLeftOut();
  const int s = random_.Pick(open_);
  if (!state_.placed(s)) return Eject(s);
  if (kind < 40) return Shift(s);
  if (kind < 60) return Relocate(s);
  if (kind < 75) return ReplaceMember(s);
  if (kind < 85) return SwapMembers(s);
  if (kind < 95) return SwapTimes(s);
  if (kind < 99) return Eject(s);
  if (model_.Session(s).mandatory) return false;
  state_.Remove(s);
  return true;
}

bool Moves::InsertLeftOut() {
  const int count = static_cast<int>(open_.size());
  const int from = random_.Below(count);
  for (int i = 0; i < count; ++i) {
    const int s = open_[At((from + i) % count)];
    if (!state_.placed(s)) return random_.Chance(50) ? Insert(s, 4) : Eject(s);
  }
  return false;
}

// The same team at the same venue, a little sooner or later that day.
bool Moves::Shift(int s) {
  const ModelSession& session = model_.Session(s);
  Place place = state_.place(s);
  const int day = state_.option(s).day;
  const int by = 1 + random_.LowBelow(6);
  place.option += random_.Chance(50) ? by : -by;
  if (place.option < 0 || place.option >= static_cast<int>(session.options.size())) return false;
  const Option& option = session.options[At(place.option)];
  if (option.day != day || (place.team & ~option.available) != 0) return false;
  state_.Remove(s);
  if (!state_.Free(s, place.option, place.venue)) return false;
  state_.Put(s, place);
  return state_.broken_days() == 0;
}

bool Moves::Relocate(int s) {
  state_.Remove(s);
  return Insert(s, 2);
}

// Puts in a session at the cheapest of a few random times.
bool Moves::Insert(int s, int samples) {
  const ModelSession& session = model_.Session(s);
  Bid best;
  for (int i = 0; i < samples; ++i) {
    const int option = random_.Below(static_cast<int>(session.options.size()));
    const Bid bid = BidFor(s, option, random_.Pick(session.venues));
    if (bid.cost < best.cost) best = bid;
  }
  if (best.cost == kNever) return false;
  state_.Put(s, best.place);
  return state_.broken_days() == 0;
}

bool Moves::InsertBest(int s) {
  const ModelSession& session = model_.Session(s);
  const int options = static_cast<int>(session.options.size());
  const auto places = static_cast<int64_t>(options) * static_cast<int64_t>(session.venues.size());
  if (places > kMostPlaces) return Insert(s, kMostPlaces);
  Bid best;
  for (int option = 0; option < options; ++option) {
    for (const int venue : session.venues) {
      const Bid bid = BidFor(s, option, venue);
      if (bid.cost < best.cost) best = bid;
    }
  }
  if (best.cost == kNever) return false;
  state_.Put(s, best.place);
  return state_.broken_days() == 0;
}

bool Moves::ReplaceMember(int s) {
  const ModelSession& session = model_.Session(s);
  if (!session.open) return false;
  Place place = state_.place(s);
  const Option& option = state_.option(s);
  const Team leaves = RandomMember(place.team), others = option.available & ~place.team;
  if (others == 0) return false;
  place.team = (place.team & ~leaves) | RandomMember(others);
  if (!Holds(session, place.team)) return false;
  state_.Remove(s);
  state_.Put(s, place);
  return state_.broken_days() == 0;
}

// Two sessions of one day each send a member to the other.
bool Moves::SwapMembers(int s) {
  const int other = random_.Pick(open_);
  if (other == s || !state_.placed(other) || !model_.Session(s).open ||
      !model_.Session(other).open) {
    return false;
  }
  Place a = state_.place(s), b = state_.place(other);
  const Team from_a = a.team & ~b.team & state_.option(other).available;
  const Team from_b = b.team & ~a.team & state_.option(s).available;
  if (from_a == 0 || from_b == 0) return false;
  const Team leaves_a = RandomMember(from_a), leaves_b = RandomMember(from_b);
  a.team = (a.team & ~leaves_a) | leaves_b;
  b.team = (b.team & ~leaves_b) | leaves_a;
  if (!Holds(model_.Session(s), a.team) || !Holds(model_.Session(other), b.team)) return false;
  state_.Remove(s);
  state_.Remove(other);
  state_.Put(s, a);
  state_.Put(other, b);
  return state_.broken_days() == 0;
}

// Two sessions change times; venues stay where they can, teams are chosen anew.
bool Moves::SwapTimes(int s) {
  const int other = random_.Pick(open_);
  if (other == s || !state_.placed(other)) return false;
  const int a = model_.Session(s).option_at[At(state_.option(other).slot)];
  const int b = model_.Session(other).option_at[At(state_.option(s).slot)];
  if (a < 0 || b < 0) return false;
  const int venue_a = state_.place(s).venue, venue_b = state_.place(other).venue;
  state_.Remove(s);
  state_.Remove(other);
  return PutAt(s, a, venue_a) && PutAt(other, b, venue_b);
}

bool Moves::PutAt(int s, int option, int venue) {
  const Bid bid = BidFor(s, option, venue);
  if (bid.cost == kNever) return false;
  state_.Put(s, bid.place);
  return state_.broken_days() == 0;
}

bool Moves::PutAsBefore(int s, int option) {
  const ModelSession& session = model_.Session(s);
  const Before& old = session.old;
  const bool allowed =
      std::find(session.venues.begin(), session.venues.end(), old.venue) != session.venues.end() &&
      (session.open ? Size(old.team) == session.needed && Holds(session, old.team)
                    : old.team == session.fixed) &&
      (old.team & ~session.options[At(option)].available) == 0;
  if (!allowed || !state_.Free(s, option, old.venue)) return false;
  state_.Put(s, {option, old.venue, old.team});
  return state_.broken_days() == 0;
}

// Puts a session at a random time and what was in its way elsewhere.
bool Moves::Eject(int s) {
  constexpr size_t kMostEjected = 3;
  if (state_.placed(s)) state_.Remove(s);
  const ModelSession& session = model_.Session(s);
  Place place;
  place.option = random_.Below(static_cast<int>(session.options.size()));
  place.venue = random_.Pick(session.venues);
  if (!MakeRoom(s, place, kMostEjected)) return false;
  order_ = removed_;
  for (const int other : order_) Insert(other, 8);
  return state_.broken_days() == 0;
}

// Takes out what stands in the way of session s and puts it in; removed_ tells what.
bool Moves::MakeRoom(int s, Place place, size_t most) {
  const ModelSession& session = model_.Session(s);
  const Option& option = session.options[At(place.option)];
  clashes_.clear();
  state_.Clashes(s, place.option, place.venue, random_.Below(model_.SessionCount()), clashes_);
  if (clashes_.size() > most) return false;
  for (const int other : clashes_) state_.Remove(other);
  removed_ = clashes_;
  place.team = session.fixed;
  if (session.open) {
    PriceMembers(session, option, place.venue);
    place.team = Cheapest(session, option.available);
    if (place.team == 0) return false;
  }
  clashes_.clear();
  for (Team team = place.team; team != 0; team &= team - 1) {
    state_.DayClashes(std::countr_zero(team), option, session.minutes, place.venue, clashes_);
  }
  if (removed_.size() + clashes_.size() > most) return false;
  for (const int other : clashes_) state_.Remove(other);
  removed_.insert(removed_.end(), clashes_.begin(), clashes_.end());
  state_.Put(s, place);
  return LeaveLunch(s, most);
}

// Takes out sessions around noon until everybody at session s has lunch.
bool Moves::LeaveLunch(int s, size_t most) {
  const int d = state_.option(s).day;
  const ModelDay& day = model_.Day(d);
  for (Team team = state_.place(s).team; team != 0; team &= team - 1) {
    const int member = std::countr_zero(team);
    while (state_.DayBroken(member, d)) {
      const State::Day sessions = state_.DayOf(member, d);
      clashes_.clear();
      for (int i = 0; i < sessions.count; ++i) {
        const int other = sessions.sessions[i];
        if (other != s && state_.start(other) < day.lunch_end &&
            state_.end(other) > day.lunch_start) {
          clashes_.push_back(other);
        }
      }
      if (clashes_.empty() || removed_.size() >= most) return false;
      const int other = random_.Pick(clashes_);
      state_.Remove(other);
      removed_.push_back(other);
    }
  }
  return true;
}

bool Moves::Rebuild() {
  const int count = static_cast<int>(open_.size());
  const int wanted = 2 + random_.Below(std::min(8, std::max(1, count / 3)));
  // A stretch of one day: the sessions nearest in time to a random one.
  const int centre = random_.Pick(open_);
  removed_.clear();
  if (state_.placed(centre)) {
    const int day = state_.option(centre).day, start = state_.start(centre);
    near_.clear();
    const bool by_team = random_.Chance(50);
    for (const int s : open_) {
      if (!state_.placed(s) || state_.option(s).day != day) continue;
      if (by_team && (state_.place(s).team & state_.place(centre).team) == 0) continue;
      near_.emplace_back(std::abs(state_.start(s) - start), s);
    }
    std::sort(near_.begin(), near_.end());
    for (const auto& [distance, s] : near_) {
      if (static_cast<int>(removed_.size()) < wanted) removed_.push_back(s);
    }
    for (const int s : removed_) state_.Remove(s);
  }
  const int from = random_.Below(count);
  for (int i = 0; i < count && removed_.size() < kMostRebuilt; ++i) {
    const int s = open_[At((from + i) % count)];
    if (!state_.placed(s) && std::find(removed_.begin(), removed_.end(), s) == removed_.end()) {
      removed_.push_back(s);
    }
  }
  // Random order, the hard ones tending to come first.
  for (size_t i = removed_.size(); i > 1; --i) {
    std::swap(removed_[i - 1], removed_[At(random_.Below(static_cast<int>(i)))]);
  }
  if (random_.Chance(50)) {
    std::stable_sort(removed_.begin(), removed_.end(), [this](int a, int b) {
      return model_.Session(a).options.size() < model_.Session(b).options.size();
    });
  }
  for (const int s : removed_) InsertBest(s);
  return state_.broken_days() == 0;
}

Team Moves::RandomMember(Team team) {
  for (int skip = random_.Below(Size(team)); skip > 0; --skip) team &= team - 1;
  return team & -team;
}

bool Moves::Holds(const ModelSession& session, Team team) const {
  return std::all_of(session.themes.begin(), session.themes.end(),
                     [team](Team holders) { return (holders & team) != 0; });
}

Team Moves::PriceMembers(const ModelSession& session, const Option& option, int venue) {
  Team fits = 0;
  for (Team people = option.available; people != 0; people &= people - 1) {
    const int member = std::countr_zero(people);
    const State::Probe probe = state_.Try(member, option, session.minutes, venue);
    // Who does not fit comes last, but comes.
    price_[At(member)] = (probe.fits ? probe.cost : kUnfit) + Noise();
    if (probe.fits) fits |= Bit(member);
  }
  return fits;
}

Team Moves::Cheapest(const ModelSession& session, Team people) const {
  Team team = 0;
  const auto add = [&](Team from) {
    int best = -1;
    for (; from != 0; from &= from - 1) {
      const int member = std::countr_zero(from);
      if (best < 0 || price_[At(member)] < price_[At(best)]) best = member;
    }
    if (best >= 0) team |= Bit(best);
    return best >= 0;
  };
  for (const Team holders : session.themes) {
    if ((holders & team) == 0 && !add(holders & people)) return 0;
  }
  while (Size(team) < session.needed) {
    if (!add(people & ~team)) return 0;
  }
  return Size(team) == session.needed ? team : 0;
}

int64_t Moves::PriceOf(int s, Team team) const {
  const ModelSession& session = model_.Session(s);
  int64_t price = 0;
  for (Team rest = team; rest != 0; rest &= rest - 1) price += price_[At(std::countr_zero(rest))];
  if (!session.whole_team && team != 0 && state_.Sharing(team, s) == 0) {
    price += model_.pairs_weight;
  }
  return price + model_.balance_weight * state_.BalanceWith(team, session.minutes);
}

Moves::Bid Moves::BidFor(int s, int option, int venue) {
  Bid bid;
  ++bids_;
  if (!state_.Free(s, option, venue)) return bid;
  const ModelSession& session = model_.Session(s);
  const Option& at = session.options[At(option)];
  bid.place = {option, venue, session.fixed};
  const Team fits = PriceMembers(session, at, venue);
  const auto offer = [&](Team team) {
    const Place place{option, venue, team};
    const int64_t cost = PriceOf(s, team) + state_.ChangeCost(s, place);
    if (cost < bid.cost) bid = {place, cost};
  };
  if (!session.open) {
    if ((session.fixed & ~fits) == 0) offer(session.fixed);
    return bid;
  }
  if (Size(fits) < session.needed) return bid;
  if (const Team team = Cheapest(session, fits); team != 0) offer(team);
  const Team old = session.old.team;
  if (Size(old) == session.needed && (old & ~fits) == 0 && Holds(session, old)) offer(old);
  if (model_.pairs_weight == 0) return bid;
  int looked_at = random_.Below(model_.SessionCount());
  for (int i = 0; i < kSharedTeams; ++i) {
    const int other = looked_at;
    looked_at = looked_at + 1 == model_.SessionCount() ? 0 : looked_at + 1;
    const Team team = state_.place(other).team;
    if (!state_.placed(other) || Size(team) != session.needed || (team & ~fits) != 0 ||
        model_.Session(other).whole_team || !Holds(session, team)) {
      continue;
    }
    offer(team);
  }
  return bid;
}

}  // namespace peerchallenge::scheduling::planning::timetable

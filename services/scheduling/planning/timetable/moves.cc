#include "services/scheduling/planning/timetable/moves.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace peerchallenge::scheduling::planning::timetable {
namespace {

// In how many of 100 steps sessions are squeezed in next to another one; in how many of these, all
// of a trip; and in how many next to one at the same venue.
constexpr int kSqueeze = 60, kTrip = 40, kSameVenue = 40;
// In how many of 100 other steps two teams swap sessions.
constexpr int kSwapTeams = 5;
constexpr int kAnyVenue = -1;
// Places that are priced for one session at most.
constexpr int kMostPlaces = 1'500;
// Sessions that one rebuilding places anew.
constexpr size_t kMostRebuilt = 14;
// Sessions that it takes out, beside one.
constexpr int kMostTaken = 8;

size_t At(int i) { return static_cast<size_t>(i); }

}  // namespace

Moves::Moves(State& state, Random& random)
    : state_(state), random_(random), model_(state.model()), pricing_(state, random) {
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
  if (random_.Chance(kSqueeze)) return Squeeze(random_.Pick(open_));
  if (random_.Chance(kSwapTeams)) return SwapTeams(random_.Pick(open_));
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
  return state_.broken_days() == 0;
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

// Puts a session, or all of a team's trip, right before or after another one, with its team where
// that will do, and moves aside what is in the way: times give way as in a queue.
bool Moves::Squeeze(int s) {
  FindTrip(s, random_.Chance(kTrip));
  const int venue =
      removed_.size() > 1 ? state_.place(s).venue : random_.Pick(model_.Session(s).venues);
  const int by = RandomPlaced(random_.Chance(kSameVenue) ? venue : kAnyVenue);
  if (by < 0 || std::ranges::find(removed_, by) != removed_.end()) return false;
  const bool later = random_.Chance(50);
  if (!later) std::ranges::reverse(removed_);
  const int first = removed_.front();
  const std::optional<Team> team = TeamNextTo(first, state_.place(by).team);
  // Most come to nothing for their times; nothing was moved for them.
  return team.has_value() && MayBeNextTo(first, by, later, venue, *team) &&
         SqueezeIn(by, later, venue, *team);
}

// Puts the sessions of removed_ one after the other next to a placed one, the first of them with
// that team.
bool Moves::SqueezeIn(int by, bool later, int venue, Team first_team) {
  // It may have to give way itself.
  const int day = state_.option(by).day;
  const Team like = state_.place(by).team;
  for (const int moved : removed_) {
    if (state_.placed(moved)) state_.Remove(moved);
  }
  int next_to = by;
  for (const int moved : removed_) {
    const std::optional<Team> team = next_to == by ? first_team : TeamNextTo(moved, like);
    if (!team.has_value()) return false;
    const int time = TimeNextTo(next_to, later, venue);
    if (!PutNear(moved, day, time, later, {0, venue, *team}) || !PushAside(moved, later)) {
      return false;
    }
    next_to = moved;
  }
  return state_.broken_days() == 0;
}

// Session s, and if `whole` and it is placed, what its team has at that venue on that day beside
// it; all of it into removed_, in order of time.
void Moves::FindTrip(int s, bool whole) {
  removed_.assign(1, s);
  if (!whole || !state_.placed(s) || !model_.Session(s).open) return;
  const Place at = state_.place(s);
  for (const State::Visit& visit : state_.DayOf(std::countr_zero(at.team), state_.option(s).day)) {
    const Place& other = state_.place(visit.session);
    if (visit.session != s && visit.venue == at.venue && other.team == at.team &&
        model_.Session(visit.session).open) {
      removed_.push_back(visit.session);
    }
  }
  std::ranges::sort(removed_, {}, [&](int moved) { return state_.start(moved); });
}

// A session that is placed, at that venue if it is one; -1 = none.
int Moves::RandomPlaced(int venue) {
  const int count = model_.SessionCount();
  const int from = random_.Below(count);
  for (int i = 0; i < count; ++i) {
    const int s = from + i < count ? from + i : from + i - count;
    if (state_.placed(s) && (venue == kAnyVenue || state_.place(s).venue == venue)) return s;
  }
  return -1;
}

// Who may attend session s next to one that `like` serves.
std::optional<Team> Moves::TeamNextTo(int s, Team like) {
  const ModelSession& session = model_.Session(s);
  if (!session.open) return session.fixed;
  const Team team = TeamLike(session, like);
  return team != 0 ? std::optional(team) : std::nullopt;
}

// When a session right after, or before, another one starts, or ends.
int Moves::TimeNextTo(int by, bool later, int venue) const {
  return later ? state_.end(by) + model_.Travel(state_.place(by).venue, venue)
               : state_.start(by) - model_.Travel(venue, state_.place(by).venue);
}

// On one day, from some time on, two teams serve each other's sessions.
bool Moves::SwapTeams(int s) {
  if (state_.teams().empty() || !state_.placed(s) || !model_.Session(s).open) return false;
  const Team a = state_.place(s).team, b = random_.Pick(state_.teams()).team;
  if ((a & b) != 0 || Size(a) != Size(b)) return false;
  const int day = state_.option(s).day;
  const int from = random_.Chance(50) ? state_.start(s) : model_.Day(day).start;
  removed_.clear();
  for (const Team team : {a, b}) {
    for (const State::Visit& visit : state_.DayOf(std::countr_zero(team), day)) {
      if (visit.start >= from && state_.place(visit.session).team == team &&
          model_.Session(visit.session).open) {
        removed_.push_back(visit.session);
      }
    }
  }
  const size_t kept = state_.journal().size();
  for (const int swapped : removed_) state_.Remove(swapped);
  for (size_t i = 0; i < removed_.size(); ++i) {
    const ModelSession& session = model_.Session(removed_[i]);
    Place place = state_.journal()[kept + i].before;
    place.team = place.team == a ? b : a;
    const Option& at = session.options[At(place.option)];
    if ((place.team & ~at.available) != 0 || !session.Holds(place.team)) return false;
    for (Team team = place.team; team != 0; team &= team - 1) {
      if (!state_.Try(std::countr_zero(team), at, session.minutes, place.venue).fits) return false;
    }
    state_.Put(removed_[i], place);
  }
  return state_.broken_days() == 0;
}

// That team if it can serve the session, or else one of it, or else one that serves others; 0 =
// none.
Team Moves::TeamLike(const ModelSession& session, Team team) {
  const auto serves = [&](Team people) {
    return Size(people) == session.needed && session.Holds(people);
  };
  if (serves(team)) return team;
  if (session.needed == 1 && team != 0) {
    team = RandomMember(team);
  } else if (!state_.teams().empty()) {
    team = random_.Pick(state_.teams()).team;
  }
  return serves(team) ? team : 0;
}

// Puts in session s, which is left out, with that venue and team, on that day: as soon as can be
// from `time` on, or if not `later`, so that it ends by `time`.
bool Moves::PutNear(int s, int day, int time, bool later, Place place) {
  return EachOptionNear(s, day, time, later, place.team, [&](int option) {
    if (!state_.Free(s, option, place.venue)) return false;
    place.option = option;
    state_.Put(s, place);
    return true;
  });
}

// Whether PutNear() has times to try right before or after another session.
bool Moves::MayBeNextTo(int s, int by, bool later, int venue, Team team) const {
  return EachOptionNear(s, state_.option(by).day, TimeNextTo(by, later, venue), later, team,
                        [](int) { return true; });
}

// Calls `use` with options of session s on that day for which the team is available, the nearest to
// `time` first, until it returns true.
template <typename Use>
bool Moves::EachOptionNear(int s, int day_index, int time, bool later, Team team, Use use) const {
  constexpr int kTries = 4;
  const ModelSession& session = model_.Session(s);
  const ModelDay& day = model_.Day(day_index);
  // Rounded to where it is not too soon, or not too late.
  const int minutes = (later ? time : time - session.minutes) - day.first_time;
  if (minutes < 0) return false;
  int slot = (later ? minutes + model_.slot_minutes - 1 : minutes) / model_.slot_minutes;
  for (int tries = 0; slot >= 0 && slot < day.slots && tries < kTries; ++tries) {
    const int option = session.option_at[At(day.first_slot + slot)];
    if (option >= 0 && (team & ~session.options[At(option)].available) == 0 && use(option)) {
      return true;
    }
    slot += later ? 1 : -1;
  }
  return false;
}

// Moves sessions that those at session s cannot reach in time, or from which they cannot reach it,
// and those that these are in the way of, and so on; but not s itself.
bool Moves::PushAside(int s, bool later) {
  constexpr int kMostPushed = 8;
  const int day = state_.option(s).day;
  pushed_.assign(1, s);
  for (size_t i = 0; i < pushed_.size(); ++i) {
    for (Team team = state_.place(pushed_[i]).team & model_.bound; team != 0; team &= team - 1) {
      const int member = std::countr_zero(team);
      while (const std::optional<Rush> rush = RushOf(member, day)) {
        const State::Visit gives_way = later ? rush->after : rush->before;
        if (gives_way.session == s || pushed_.size() > kMostPushed) return false;
        const Place place = state_.place(gives_way.session);
        const int time = later ? rush->before.end + rush->travel : rush->after.start - rush->travel;
        state_.Remove(gives_way.session);
        if (PutNear(gives_way.session, day, time, later, place)) {
          pushed_.push_back(gives_way.session);
        } else if (model_.Session(gives_way.session).mandatory) {
          return false;
        }
      }
    }
  }
  return true;
}

// The first two sessions of a member's day with too little time to get from one to the other.
std::optional<Moves::Rush> Moves::RushOf(int member, int day) const {
  const std::span<const State::Visit> visits = state_.DayOf(member, day);
  for (size_t i = 1; i < visits.size(); ++i) {
    const State::Visit &before = visits[i - 1], &after = visits[i];
    const int travel = model_.Travel(before.venue, after.venue);
    if (after.start - before.end < travel) return Rush{before, after, travel};
  }
  return std::nullopt;
}

bool Moves::Relocate(int s) {
  state_.Remove(s);
  return Insert(s, 2);
}

// Puts in a session at the cheapest of a few random times.
bool Moves::Insert(int s, int samples) { return Put(s, pricing_.BestOfSome(s, samples)); }

bool Moves::InsertBest(int s) {
  const ModelSession& session = model_.Session(s);
  const size_t places = session.options.size() * session.venues.size();
  return Put(s, places > kMostPlaces ? pricing_.BestOfSome(s, kMostPlaces) : pricing_.Best(s));
}

bool Moves::Put(int s, const Bid& bid) {
  if (!bid.found()) return false;
  state_.Put(s, bid.place);
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
  if (!session.Holds(place.team)) return false;
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
  if (!model_.Session(s).Holds(a.team) || !model_.Session(other).Holds(b.team)) return false;
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
  return Put(s, pricing_.BestAt(s, a, venue_a)) && Put(other, pricing_.BestAt(other, b, venue_b));
}

bool Moves::PutAsBefore(int s, int option) {
  const ModelSession& session = model_.Session(s);
  const Before& old = session.old;
  const bool allowed =
      std::find(session.venues.begin(), session.venues.end(), old.venue) != session.venues.end() &&
      (session.open ? Size(old.team) == session.needed && session.Holds(old.team)
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
    place.team = pricing_.TeamInTheWay(s, place.option, place.venue);
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
      clashes_.clear();
      for (const State::Visit& other : state_.DayOf(member, d)) {
        if (other.session != s && other.start < day.lunch_end && other.end > day.lunch_start) {
          clashes_.push_back(other.session);
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
  const int wanted = 2 + random_.Below(std::min(kMostTaken, std::max(1, count / 3)));
  removed_.clear();
  const int centre = random_.Pick(open_);
  if (state_.placed(centre)) TakeOut(centre, static_cast<size_t>(wanted));
  const int from = random_.Below(count);
  for (int i = 0; i < count && removed_.size() < kMostRebuilt; ++i) {
    const int s = open_[At((from + i) % count)];
    if (!state_.placed(s) && std::find(removed_.begin(), removed_.end(), s) == removed_.end()) {
      removed_.push_back(s);
    }
  }
  OrderRemoved();
  for (const int s : removed_) InsertBest(s);
  return state_.broken_days() == 0;
}

// Takes out `wanted` sessions that have to do with a placed one.
void Moves::TakeOut(int centre, size_t wanted) {
  enum class Kind { kSoon, kOfTeam, kByVenue, kAny };
  const int of_100 = random_.Below(100);
  const Kind kind = of_100 < 35   ? Kind::kSoon
                    : of_100 < 60 ? Kind::kOfTeam
                    : of_100 < 95 ? Kind::kByVenue
                                  : Kind::kAny;
  const int day = state_.option(centre).day, start = state_.start(centre);
  const Place at = state_.place(centre);
  near_.clear();
  near_.emplace_back(-1, centre);
  for (const int s : open_) {
    if (!state_.placed(s) || s == centre) continue;
    const bool today = state_.option(s).day == day;
    const int apart = std::abs(state_.start(s) - start);
    if (kind == Kind::kSoon && today) near_.emplace_back(apart, s);
    if (kind == Kind::kOfTeam && today && (state_.place(s).team & at.team) != 0) {
      near_.emplace_back(apart, s);
    }
    if (kind == Kind::kByVenue) {
      constexpr int kAnotherDay = 20, kMinutes = 30;
      const int way = model_.Travel(at.venue, state_.place(s).venue) + random_.Below(kMinutes);
      near_.emplace_back(4 * way + (today ? apart / kMinutes : kAnotherDay), s);
    }
    if (kind == Kind::kAny) near_.emplace_back(random_.Below(1 << 10), s);
  }
  const auto end = near_.begin() + static_cast<std::ptrdiff_t>(std::min(wanted, near_.size()));
  std::partial_sort(near_.begin(), end, near_.end());
  for (auto nearest = near_.begin(); nearest != end; ++nearest) removed_.push_back(nearest->second);
  for (const int s : removed_) state_.Remove(s);
}

// Random order, the hard ones tending to come first, or those for one venue one after the other.
void Moves::OrderRemoved() {
  for (size_t i = removed_.size(); i > 1; --i) {
    std::swap(removed_[i - 1], removed_[At(random_.Below(static_cast<int>(i)))]);
  }
  const int kind = random_.Below(100);
  if (kind < 40) {
    std::ranges::stable_sort(removed_, {}, [&](int s) { return model_.Session(s).options.size(); });
  } else if (kind < 60) {
    std::ranges::stable_sort(removed_, {}, [&](int s) { return model_.Session(s).venues.front(); });
  }
}

Team Moves::RandomMember(Team team) {
  for (int skip = random_.Below(Size(team)); skip > 0; --skip) team &= team - 1;
  return team & -team;
}

}  // namespace peerchallenge::scheduling::planning::timetable

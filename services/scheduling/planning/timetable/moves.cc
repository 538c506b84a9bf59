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
// In how many of 100 places the team that would be cheapest is considered, where another will do.
constexpr int kFreshTeam = 10;
// Places that are priced for one session at most.
constexpr int kMostPlaces = 1'500;
// What looking at a day of a venue is worth, in places priced.
constexpr int64_t kBidsToLook = 8;
// Sessions that one rebuilding places anew.
constexpr size_t kMostRebuilt = 14;
// Sessions that it takes out, beside one.
constexpr int kMostTaken = 8;

size_t At(int i) { return static_cast<size_t>(i); }

Team Bit(int member) { return Team{1} << member; }

// Whether the team has so many members; without counting them all.
bool AtLeast(Team team, int count) {
  for (; count > 1 && team != 0; --count) team &= team - 1;
  return count < 1 || team != 0;
}

}  // namespace

Moves::Moves(State& state, Random& random) : state_(state), random_(random), model_(state.model()) {
  int slots = 0;
  for (const ModelDay& day : model_.days) slots = std::max(slots, day.slots);
  fits_.resize(At(slots));
  for (int member = 0; member < model_.team_size; ++member) price_at_[At(member)].resize(At(slots));
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

// Puts a session, or all of a team's trip, right before or after another one, with its team where
// that will do, and moves aside what is in the way: times give way as in a queue.
bool Moves::Squeeze(int s) {
  const int trip_venue = state_.place(s).venue;
  TakeTrip(s, random_.Chance(kTrip));
  const int venue = removed_.size() > 1 ? trip_venue : random_.Pick(model_.Session(s).venues);
  const int by = RandomPlaced(random_.Chance(kSameVenue) ? venue : kAnyVenue);
  if (by < 0) return false;
  const bool later = random_.Chance(50);
  if (!later) std::reverse(removed_.begin(), removed_.end());
  const Team team = state_.place(by).team;
  int next_to = by;
  for (const int moved : removed_) {
    if (!PutNextTo(moved, next_to, later, venue, team)) return false;
    next_to = moved;
  }
  return state_.broken_days() == 0;
}

// Takes out session s, if it is placed, and if `whole`, what its team has at that venue on that day
// beside it; all of it into removed_, in order of time.
void Moves::TakeTrip(int s, bool whole) {
  removed_.assign(1, s);
  if (!state_.placed(s)) return;
  const Place at = state_.place(s);
  const int day = state_.option(s).day;
  if (whole && model_.Session(s).open && at.team != 0) {
    for (const State::Visit& visit : state_.DayOf(std::countr_zero(at.team), day)) {
      const Place& other = state_.place(visit.session);
      if (visit.session != s && visit.venue == at.venue && other.team == at.team &&
          model_.Session(visit.session).open) {
        removed_.push_back(visit.session);
      }
    }
    std::ranges::sort(removed_, {}, [&](int moved) { return state_.start(moved); });
  }
  for (const int moved : removed_) state_.Remove(moved);
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

bool Moves::PutNextTo(int s, int by, bool later, int venue, Team team) {
  const ModelSession& session = model_.Session(s);
  const Team own = session.open ? TeamLike(session, team) : session.fixed;
  if (session.open && own == 0) return false;
  const int time = later ? state_.end(by) + model_.Travel(state_.place(by).venue, venue)
                         : state_.start(by) - model_.Travel(venue, state_.place(by).venue);
  return PutNear(s, state_.option(by).day, time, later, {0, venue, own}) && PushAside(s, later);
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
    if ((place.team & ~at.available) != 0 || !Holds(session, place.team)) return false;
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
    return Size(people) == session.needed && Holds(session, people);
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
bool Moves::PutNear(int s, int day_index, int time, bool later, Place place) {
  constexpr int kTries = 4;
  const ModelSession& session = model_.Session(s);
  const ModelDay& day = model_.Day(day_index);
  // Rounded to where it is not too soon, or not too late.
  const int minutes = (later ? time : time - session.minutes) - day.first_time;
  if (minutes < 0) return false;
  int slot = (later ? minutes + model_.slot_minutes - 1 : minutes) / model_.slot_minutes;
  for (int tries = 0; slot >= 0 && slot < day.slots && tries < kTries; ++tries) {
    place.option = session.option_at[At(day.first_slot + slot)];
    if (place.option >= 0 && (place.team & ~session.options[At(place.option)].available) == 0 &&
        state_.Free(s, place.option, place.venue)) {
      state_.Put(s, place);
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
  for (int first = 0, next = 0; first < options; first = next) {
    const int day = session.options[At(first)].day;
    while (next < options && session.options[At(next)].day == day) ++next;
    best = BestOfDay(s, first, next, best);
  }
  if (best.cost == kNever) return false;
  state_.Put(s, best.place);
  return state_.broken_days() == 0;
}

Moves::Bid Moves::BestOfDay(int s, int first, int last, Bid best) {
  const ModelSession& session = model_.Session(s);
  const int day = session.options[At(first)].day;
  const auto slot_of = [&](int option) {
    return session.options[At(option)].slot - model_.Day(day).first_slot;
  };
  for (const int venue : session.venues) {
    State::Openings openings(state_, s, venue);
    choices_.clear();
    for (int option = first; option < last; ++option) {
      if (openings.At(option)) choices_.push_back(option);
    }
    bids_ += kBidsToLook + static_cast<int64_t>(choices_.size());
    if (choices_.empty()) continue;
    const int from = slot_of(choices_.front()), to = slot_of(choices_.back());
    std::fill(fits_.begin() + from, fits_.begin() + to + 1, 0);
    for (int member = 0; member < model_.team_size; ++member) {
      State::Probes(state_, member, day, session.minutes, venue)
          .Sweep(from, to, Bit(member), fits_, price_at_[At(member)]);
    }
    for (const int option : choices_) {
      const size_t slot = At(slot_of(option));
      const Team fits = fits_[slot] & session.options[At(option)].available;
      if (!AtLeast(fits, session.needed)) continue;
      for (Team people = fits; people != 0; people &= people - 1) {
        const int member = std::countr_zero(people);
        price_[At(member)] = price_at_[At(member)][slot] + Noise();
      }
      const Bid bid = BidOf(s, {option, venue, session.fixed}, fits);
      if (bid.cost < best.cost) best = bid;
    }
  }
  return best;
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
    const Team fits = PriceMembers(option, session.minutes, place.venue);
    // Who does not fit comes last, but comes.
    for (Team rest = option.available & ~fits; rest != 0; rest &= rest - 1) {
      price_[At(std::countr_zero(rest))] = kUnfit + Noise();
    }
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

bool Moves::Holds(const ModelSession& session, Team team) const {
  return std::all_of(session.themes.begin(), session.themes.end(),
                     [team](Team holders) { return (holders & team) != 0; });
}

Team Moves::PriceMembers(const Option& option, int minutes, int venue) {
  Team fits = 0;
  for (Team people = option.available; people != 0; people &= people - 1) {
    const int member = std::countr_zero(people);
    const State::Probe probe = state_.Try(member, option, minutes, venue);
    if (!probe.fits) continue;
    price_[At(member)] = probe.cost + Noise();
    fits |= Bit(member);
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

int64_t Moves::PriceOf(int s, Team team, bool serves) const {
  const ModelSession& session = model_.Session(s);
  int64_t price = 0;
  for (Team rest = team; rest != 0; rest &= rest - 1) price += price_[At(std::countr_zero(rest))];
  if (!session.whole_team && team != 0 && !serves) price += model_.pairs_weight;
  return price + model_.balance_weight * state_.BalanceWith(team, session.minutes);
}

Moves::Bid Moves::BidFor(int s, int option, int venue) {
  ++bids_;
  if (!state_.Free(s, option, venue)) return {};
  const ModelSession& session = model_.Session(s);
  const Option& at = session.options[At(option)];
  return BidOf(s, {option, venue, session.fixed}, PriceMembers(at, session.minutes, venue));
}

Moves::Bid Moves::BidOf(int s, Place place, Team fits) {
  Bid bid;
  const ModelSession& session = model_.Session(s);
  const auto offer = [&](Team team, bool serves) {
    place.team = team;
    const int64_t cost = PriceOf(s, team, serves) + state_.ChangeCost(s, place);
    if (cost < bid.cost) bid = {place, cost};
  };
  if (!session.open) {
    if ((session.fixed & ~fits) == 0) offer(session.fixed, state_.Serves(session.fixed));
    return bid;
  }
  if (!AtLeast(fits, session.needed)) return bid;
  const Team old = session.old.team;
  if (session.old.exists && Size(old) == session.needed && (old & ~fits) == 0 &&
      Holds(session, old)) {
    offer(old, state_.Serves(old));
  }
  if (model_.pairs_weight > 0) {
    for (const State::Serving& serving : state_.teams()) {
      const Team team = serving.team;
      if (serving.size == session.needed && (team & ~fits) == 0 && Holds(session, team)) {
        offer(team, true);
      }
    }
  }
  if (bid.cost == kNever || random_.Chance(kFreshTeam)) {
    if (const Team team = Cheapest(session, fits); team != 0) {
      offer(team, state_.Serves(team));
    }
  }
  return bid;
}

}  // namespace peerchallenge::scheduling::planning::timetable

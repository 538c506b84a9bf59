#include "services/scheduling/planning/timetable/pricing.h"

#include <algorithm>
#include <bit>
#include <cstddef>

#include "services/scheduling/planning/timetable/slot_bits.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

constexpr int64_t kUnfit = INT64_MAX / 256;
// In one of how many places the team that would be cheapest is considered, where another will do; a
// power of two.
constexpr int kFreshTeam = 8;
// What looking at a day of a venue is worth, in places priced.
constexpr int64_t kBidsToLook = 8;
// What is kept of members' days, in bytes.
constexpr size_t kMostKept = size_t{4} << 20;

size_t At(int i) { return static_cast<size_t>(i); }

Team Bit(int member) { return Team{1} << member; }

// Whether the team has so many members; without counting them all.
bool AtLeast(Team team, int count) {
  for (; count > 1 && team != 0; --count) team &= team - 1;
  return count < 1 || team != 0;
}

}  // namespace

Pricing::Pricing(const State& state, Random& random)
    : state_(state),
      random_(random),
      model_(state.model()),
      words_(model_.day_words),
      open_(words_),
      served_(words_),
      common_(words_) {
  const size_t slots = At(model_.longest_day), team = At(std::max(1, model_.team_size));
  const size_t each = slots * sizeof(int64_t) + words_ * sizeof(uint64_t) + sizeof(Kept);
  const size_t keys = At(model_.DayCount()) * At(model_.venue_count) * model_.lengths.size();
  rows_ = std::clamp<size_t>(kMostKept / each / team / 2, 1, std::max<size_t>(1, keys));
  kept_.resize(team * 2 * rows_);
  kept_slots_.resize(kept_.size() * words_);
  kept_cost_.resize(kept_.size() * slots);
}

int64_t Pricing::CostOf(const ModelSession& session, Team team, bool serves) const {
  const bool is_new = !session.whole_team && team != 0 && !serves;
  return (is_new ? model_.pairs_weight : 0) +
         model_.balance_weight * state_.BalanceWith(team, session.minutes);
}

void Pricing::ListCandidates(int s) {
  candidates_.clear();
  const ModelSession& session = model_.Session(s);
  const auto add = [&](Team team, bool serves) {
    candidates_.push_back({team, CostOf(session, team, serves)});
  };
  if (!session.open) {
    add(session.fixed, state_.Serves(session.fixed));
    return;
  }
  const Team old = session.old.team;
  if (session.old.exists && Size(old) == session.needed && session.Holds(old)) {
    add(old, state_.Serves(old));
  }
  if (model_.pairs_weight == 0) return;
  for (const State::Serving& serving : state_.teams()) {
    if (serving.size == session.needed && session.Holds(serving.team)) add(serving.team, true);
  }
}

Bid Pricing::BestAt(int s, int option, int venue) {
  Bid best;
  ListCandidates(s);
  OfferPlace(s, option, venue, best);
  return best;
}

Bid Pricing::BestOfSome(int s, int places) {
  Bid best;
  const ModelSession& session = model_.Session(s);
  ListCandidates(s);
  for (int i = 0; i < places; ++i) {
    const int option = random_.Below(static_cast<int>(session.options.size()));
    OfferPlace(s, option, random_.Pick(session.venues), best);
  }
  return best;
}

Bid Pricing::Best(int s) {
  Bid best;
  const ModelSession& session = model_.Session(s);
  ListCandidates(s);
  for (int day = 0; day < model_.DayCount(); ++day) {
    const uint64_t* starts = &session.starts[model_.WordsAt(0, day)];
    if (std::all_of(starts, starts + words_, [](uint64_t word) { return word == 0; })) continue;
    for (const int venue : session.venues) OfferDay(s, day, venue, best);
  }
  return best;
}

void Pricing::OfferPlace(int s, int option, int venue, Bid& best) {
  ++bids_;
  if (!state_.Free(s, option, venue)) return;
  const ModelSession& session = model_.Session(s);
  const Option& at = session.options[At(option)];
  const Team fits = PriceMembers(at, session.minutes, venue);
  bool served = false;
  for (const Candidate& candidate : candidates_) {
    if ((candidate.team & ~fits) != 0) continue;
    served = true;
    const Place place = {option, venue, candidate.team};
    const int64_t cost = candidate.cost + PriceOf(candidate.team) + state_.ChangeCost(s, place);
    if (cost < best.cost) best = {place, cost};
  }
  if (session.open && AtLeast(fits, session.needed) &&
      (!served || random_.Below(kFreshTeam) == 0)) {
    OfferFresh(s, {option, venue, 0}, fits, best);
  }
}

// Puts the cheapest place of a day and venue into `best`, if none so far is cheaper.
void Pricing::OfferDay(int s, int day, int venue, Bid& best) {
  const ModelSession& session = model_.Session(s);
  std::copy_n(&session.starts[model_.WordsAt(0, day)], words_, open_.begin());
  state_.KeepFree(s, day, venue, open_.data());
  int count = 0;
  for (const uint64_t word : open_) count += std::popcount(word);
  bids_ += kBidsToLook + count;
  if (count == 0) return;
  const Team people = session.open ? model_.everybody : session.fixed;
  for (Team rest = people; rest != 0; rest &= rest - 1) {
    const int member = std::countr_zero(rest);
    fit_[At(member)] = FitOf(member, day, venue, session.length);
  }
  std::ranges::fill(served_, 0);
  for (const Candidate& candidate : candidates_) {
    OfferCandidate(s, day, venue, candidate, best);
  }
  if (!session.open) return;
  FindEnough(session.needed);
  for (size_t i = 0; i < words_; ++i) {
    uint64_t some = ~uint64_t{0};  // one of kFreshTeam
    for (int n = 1; n < kFreshTeam; n *= 2) some &= random_.Next();
    common_[i] &= open_[i] & (~served_[i] | some);
  }
  EachSlot(common_.data(), words_, [&](int slot) {
    Team fits = 0;
    for (int member = 0; member < model_.team_size; ++member) {
      const Fit& fit = fit_[At(member)];
      if (!HasAnySlot(fit.slots, slot, 1)) continue;
      fits |= Bit(member);
      price_[At(member)] = fit.cost[slot] + Noise();
    }
    OfferFresh(s, PlaceOn(s, day, slot, venue, 0), fits, best);
  });
}

// Puts into common_ the slots that fit so many members.
void Pricing::FindEnough(int count) {
  std::array<uint64_t, 33> fit_more;  // of a word: the slots that fit more members than that
  for (size_t i = 0; i < words_; ++i) {
    fit_more.fill(0);
    for (int member = 0; member < model_.team_size; ++member) {
      const uint64_t fit = fit_[At(member)].slots[i];
      for (int n = count - 1; n > 0; --n) fit_more[At(n)] |= fit_more[At(n - 1)] & fit;
      fit_more[0] |= fit;
    }
    common_[i] = fit_more[At(count - 1)];
  }
}

void Pricing::OfferCandidate(int s, int day, int venue, const Candidate& candidate, Bid& best) {
  std::ranges::copy(open_, common_.begin());
  std::array<const int64_t*, 32> costs;
  size_t size = 0;
  for (Team rest = candidate.team; rest != 0; rest &= rest - 1) {
    const Fit& fit = fit_[At(std::countr_zero(rest))];
    for (size_t i = 0; i < words_; ++i) common_[i] &= fit.slots[i];
    costs[size++] = fit.cost;
  }
  const bool differs = model_.Session(s).old.exists;
  EachSlot(common_.data(), words_, [&](int slot) {
    int64_t cost = candidate.cost;
    for (size_t i = 0; i < size; ++i) cost += costs[i][slot];
    if (differs) cost += state_.ChangeCost(s, PlaceOn(s, day, slot, venue, candidate.team));
    if (cost >= best.cost) return;
    for (size_t i = 0; i < size; ++i) cost += Noise();
    if (cost < best.cost) best = {PlaceOn(s, day, slot, venue, candidate.team), cost};
  });
  for (size_t i = 0; i < words_; ++i) served_[i] |= common_[i];
}

// Offers the team of those whom it fits that would be cheapest, once they are priced.
void Pricing::OfferFresh(int s, Place place, Team fits, Bid& best) {
  const ModelSession& session = model_.Session(s);
  place.team = Cheapest(session, fits);
  if (place.team == 0) return;
  const int64_t cost = CostOf(session, place.team, state_.Serves(place.team)) +
                       PriceOf(place.team) + state_.ChangeCost(s, place);
  if (cost < best.cost) best = {place, cost};
}

Place Pricing::PlaceOn(int s, int day, int slot, int venue, Team team) const {
  return {model_.Session(s).option_at[At(model_.Day(day).first_slot + slot)], venue, team};
}

Pricing::Fit Pricing::FitOf(int member, int day, int venue, int length) {
  const size_t key =
      (At(day) * At(model_.venue_count) + At(venue)) * model_.lengths.size() + At(length);
  const size_t half = 2 * At(member) + (state_.DayTouched(member, day) ? 1 : 0);
  // Most visits have a row for each key, which spares the division.
  const size_t at = half * rows_ + (key < rows_ ? key : key % rows_);
  uint64_t* slots = &kept_slots_[at * words_];
  int64_t* cost = &kept_cost_[at * At(model_.longest_day)];
  Kept& kept = kept_[at];
  const uint64_t version = state_.DayVersion(member, day);
  if (kept.of != key || kept.version != version) {
    kept = {key, version};
    state_.TryAll(member, day, model_.lengths[At(length)], venue, slots, cost);
    const uint64_t* available =
        &model_.available[model_.WordsAt(model_.RowOf(length, member), day)];
    for (size_t i = 0; i < words_; ++i) slots[i] &= available[i];
  }
  return {slots, cost};
}

Team Pricing::TeamInTheWay(int s, int option_index, int venue) {
  const ModelSession& session = model_.Session(s);
  const Option& option = session.options[At(option_index)];
  const Team fits = PriceMembers(option, session.minutes, venue);
  // Who does not fit comes last, but comes.
  for (Team rest = option.available & ~fits; rest != 0; rest &= rest - 1) {
    price_[At(std::countr_zero(rest))] = kUnfit + Noise();
  }
  return Cheapest(session, option.available);
}

Team Pricing::PriceMembers(const Option& option, int minutes, int venue) {
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

int64_t Pricing::PriceOf(Team team) const {
  int64_t price = 0;
  for (; team != 0; team &= team - 1) price += price_[At(std::countr_zero(team))];
  return price;
}

Team Pricing::Cheapest(const ModelSession& session, Team people) const {
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

}  // namespace peerchallenge::scheduling::planning::timetable

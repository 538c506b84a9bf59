#include "services/scheduling/planning/timetable/state.h"

#include <algorithm>
#include <array>
#include <bit>

#include "services/scheduling/planning/timetable/slot_bits.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

void AddOnce(std::vector<int>& list, int value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

// A time of the visit; the end of a day is before the start of the next.
int Moment(int day, int time) { return (day << 11) + time; }

}  // namespace

State::State(const Model& model)
    : model_(model),
      plan_(model.sessions.size()),
      start_(model.sessions.size()),
      end_(model.sessions.size()),
      venue_(model.sessions.size()),
      penalty_(model.sessions.size()),
      busy_(At(model.team_size)) {
  // Who need not be in one place at a time can be in all sessions at once.
  int most = model.bound == model.everybody ? 1 : model.SessionCount();
  most = std::max(most, model.longest_day);
  stride_ = At(std::min(model.SessionCount(), most)) + 1;
  const size_t days = At(model.team_size * model.DayCount());
  visits_.resize(days * stride_);
  days_.resize(days);
  kept_since_.resize(days);
  held_.resize(At(model.venue_count) * At(model.slot_count));
  of_group_.resize(At(model.group_count));
  for (int s = 0; s < model.SessionCount(); ++s) {
    for (const int group : model.Session(s).groups) of_group_[At(group)].push_back(s);
  }
  taken_.resize(model.WordsAt(At(model.venue_count + model.group_count), 0));
  met_.resize(At(model.line_count * kSides));
  sides_met_.resize(At(model.line_count));
  uncovered_ = 2 * int64_t{model.line_count};
  journal_.reserve(256);
  for (int s = 0; s < model.SessionCount(); ++s) {
    left_out_ += model.Session(s).left_out;
    if (model.Session(s).old.exists) left_out_ += model.change_time;
    missing_ += model.Session(s).mandatory ? 1 : 0;
  }
}

void State::SetPenalty(int s, int64_t penalty) {
  if (!placed(s)) penalties_ += penalty - penalty_[At(s)];
  penalty_[At(s)] = penalty;
}

void State::Put(int s, const Place& place) {
  journal_.push_back({s, plan_[At(s)]});
  Set(s, place);
}

void State::Remove(int s) {
  journal_.push_back({s, plan_[At(s)]});
  Clear(s);
}

void State::Accept() {
  Settle();
  journal_.clear();
  kept_days_.clear();
  kept_visits_.clear();
  ++accepted_;
}

void State::Undo() {
  for (size_t i = journal_.size(); i-- > 0;) {
    const Step& step = journal_[i];
    if (step.before.placed()) {
      Enter(step.session, step.before);
    } else {
      Exit(step.session);
    }
  }
  for (const KeptDay& kept : kept_days_) {
    DaySum& sum = days_[kept.day];
    if (!sum.stale) Add(sum, -1);
    sum = kept.sum;
    Add(sum, 1);
    std::copy_n(kept_visits_.begin() + static_cast<std::ptrdiff_t>(kept.first), sum.count,
                visits_.begin() + static_cast<std::ptrdiff_t>(kept.day * stride_));
  }
  stale_.clear();
  Accept();
}

void State::Load(const Plan& plan) {
  for (int s = 0; s < model_.SessionCount(); ++s) {
    if (placed(s) && !(plan_[At(s)] == plan[At(s)])) Clear(s);
  }
  for (int s = 0; s < model_.SessionCount(); ++s) {
    if (!placed(s) && plan[At(s)].placed()) Set(s, plan[At(s)]);
  }
  Accept();
}

void State::Set(int s, const Place& place) {
  Enter(s, place);
  const int day = option(s).day;
  for (Team team = place.team; team != 0; team &= team - 1) Attend(std::countr_zero(team), s, day);
}

void State::Clear(int s) {
  const int day = option(s).day;
  for (Team team = place(s).team; team != 0; team &= team - 1) {
    Leave(std::countr_zero(team), s, day);
  }
  Exit(s);
}

void State::Enter(int s, const Place& place) {
  const ModelSession& session = model_.Session(s);
  plan_[At(s)] = place;
  const Option& at = option(s);
  start_[At(s)] = at.start;
  end_[At(s)] = at.start + session.minutes;
  venue_[At(s)] = place.venue;
  Occupy(s, place, 1);
  CountSides(s, 1);
  CountBusy(place.team, session.minutes);
  if (!session.whole_team && place.team != 0) Enlist(place.team);
  left_out_ -= session.left_out;
  penalties_ -= penalty_[At(s)];
  missing_ -= session.mandatory ? 1 : 0;
  if (session.old.exists) {
    left_out_ -= model_.change_time;
    change_ += ChangeCost(s, place);
  }
}

void State::Exit(int s) {
  const ModelSession& session = model_.Session(s);
  const Place place = plan_[At(s)];
  Occupy(s, place, -1);
  CountSides(s, -1);
  CountBusy(place.team, -session.minutes);
  if (!session.whole_team && place.team != 0) Dismiss(place.team);
  left_out_ += session.left_out;
  penalties_ += penalty_[At(s)];
  missing_ += session.mandatory ? 1 : 0;
  if (session.old.exists) {
    left_out_ += model_.change_time;
    change_ -= ChangeCost(s, place);
  }
  plan_[At(s)] = Place();
}

int64_t State::ChangeCost(int s, const Place& place) const {
  const Before& old = model_.Session(s).old;
  if (!old.exists) return 0;
  const Option& at = model_.Session(s).options[At(place.option)];
  const bool moved = at.day != old.day || at.start != old.start || place.venue != old.venue;
  return (moved ? model_.change_time : 0) +
         model_.change_reviewer * (Size(old.team & ~place.team) + old.gone);
}

void State::Occupy(int s, const Place& place, int sign) {
  const ModelSession& session = model_.Session(s);
  const Option& at = session.options[At(place.option)];
  const int first = at.slot - model_.Day(at.day).first_slot;
  const auto take = [&](size_t row, int slot, int count) {
    uint64_t* taken = &taken_[model_.WordsAt(row, at.day)];
    sign > 0 ? AddSlots(taken, slot, count) : DropSlots(taken, slot, count);
  };
  const int rooms = model_.rooms[At(place.venue)];
  if (rooms == 1) {
    take(At(place.venue), first, session.slots);
  } else {
    uint16_t* held = &held_[SlotAt(place.venue, at.slot)];
    const int turn = rooms - (sign > 0 ? 0 : 1);
    for (int i = 0; i < session.slots; ++i) {
      held[i] = static_cast<uint16_t>(held[i] + sign);
      if (held[i] == turn) take(At(place.venue), first + i, 1);
    }
  }
  for (const int group : session.groups) take(RowOfGroup(group), first, session.slots);
}

void State::CountSides(int s, int sign) {
  for (const int side : model_.Session(s).sides) {
    uint16_t& met = met_[At(side)];
    const bool was_met = met > 0;
    met = static_cast<uint16_t>(met + sign);
    if (was_met == (met > 0)) continue;
    int& sides = sides_met_[At(side / kSides)];
    uncovered_ += std::min(2, sides) - std::min(2, sides + sign);
    sides += sign;
  }
}

void State::Enlist(Team team) {
  for (Serving& serving : teams_) {
    if (serving.team == team) {
      ++serving.sessions;
      return;
    }
  }
  teams_.push_back({team, Size(team), 1});
}

void State::Dismiss(Team team) {
  const auto serving = std::ranges::find(teams_, team, &Serving::team);
  if (--serving->sessions > 0) return;
  *serving = teams_.back();
  teams_.pop_back();
}

bool State::Serves(Team team) const {
  return std::ranges::find(teams_, team, &Serving::team) != teams_.end();
}

void State::CountBusy(Team team, int minutes) {
  for (; team != 0; team &= team - 1) busy_[At(std::countr_zero(team))] += minutes;
}

void State::Attend(int member, int s, int day) {
  const size_t at = DayAt(member, day);
  Touch(at);
  Visit* visits = &visits_[at * stride_];
  uint32_t i = days_[at].count++;
  for (; i > 0 && visits[i - 1].start > start_[At(s)]; --i) visits[i] = visits[i - 1];
  visits[i] = {s, start_[At(s)], end_[At(s)], venue_[At(s)], false};
}

void State::Leave(int member, int s, int day) {
  const size_t at = DayAt(member, day);
  Touch(at);
  Visit* visits = &visits_[at * stride_];
  Visit* end = visits + days_[at].count;
  Visit* gone = std::find_if(visits, end, [s](const Visit& visit) { return visit.session == s; });
  std::copy(gone + 1, end, gone);
  --days_[at].count;
}

void State::Add(const DaySum& sum, int sign) const {
  days_cost_ += sign * sum.cost;
  broken_days_ += sum.broken ? sign : 0;
}

// Keeps a day that is about to change, and marks it.
void State::Touch(size_t at) {
  DaySum& sum = days_[at];
  if (kept_since_[at] != accepted_) {
    kept_since_[at] = accepted_;
    kept_days_.push_back({at, sum, kept_visits_.size()});
    const auto visits = visits_.begin() + static_cast<std::ptrdiff_t>(at * stride_);
    kept_visits_.insert(kept_visits_.end(), visits, visits + sum.count);
  }
  sum.version = ++versions_;
  if (sum.stale) return;
  Add(sum, -1);
  sum.stale = true;
  stale_.push_back(at);
}

void State::Settle() const {
  for (const size_t at : stale_) Settle(at);
  stale_.clear();
}

// The cost of a member's day, and whether it keeps T5 and T6.
void State::Recount(size_t at) const {
  const int days = model_.DayCount();
  const auto member = static_cast<int>(at) / days;
  const ModelDay& day = model_.Day(static_cast<int>(at) % days);
  Visit* visits = &visits_[at * stride_];
  DaySum& sum = days_[at];
  sum = {.count = sum.count, .version = sum.version};
  bool late = false;
  int free_from = day.start;
  for (uint32_t i = 0; i < sum.count; ++i) {
    Visit& visit = visits[i];
    const int travel = i > 0 ? model_.Travel(visits[i - 1].venue, visit.venue) : 0;
    sum.work += visit.end - visit.start;
    sum.moved += travel;
    late = late || (i > 0 && visit.start - free_from < travel);
    visit.lunch_before = GapLeavesLunch(day, free_from, visit.start, travel);
    sum.lunches += visit.lunch_before ? 1 : 0;
    free_from = visit.end;
  }
  if (sum.count > 0) {
    sum.lunch_after = GapLeavesLunch(day, free_from, day.end, 0);
    sum.lunches += sum.lunch_after ? 1 : 0;
    const int first = visits[0].start;
    const int64_t idle = free_from - first - sum.work - sum.moved - Eats(day, first, free_from);
    sum.cost = model_.travel_weight * sum.moved + model_.idle_weight * std::max<int64_t>(0, idle);
    sum.broken = (model_.bound >> member & 1) != 0 && (late || sum.lunches == 0);
  }
  Add(sum, 1);
}

// Whether the time between two sessions has room for lunch, before or after the way.
bool State::GapLeavesLunch(const ModelDay& day, int end, int start, int travel) const {
  if (day.lunch == 0) return true;
  if (start - end < day.lunch) return false;
  const auto fits = [&](int from, int to) {
    return std::min(to, day.lunch_end) - std::max(from, day.lunch_start) >= day.lunch;
  };
  if (model_.loose_lunch) return fits(end, start) && start - end - travel >= day.lunch;
  return fits(end, start - travel) || fits(end + travel, start);
}

State::Gap State::GapBefore(const ModelDay& day, size_t at, uint32_t next, int minutes,
                            int venue) const {
  const DaySum& sum = days_[at];
  const Visit* visits = &visits_[at * stride_];
  Gap gap = {.next = next,
             .free_from = day.start,
             .free_to = day.end,
             .way_in = 0,
             .way_out = 0,
             .soonest = INT_MIN,
             .latest = INT_MAX,
             .moved = sum.moved,
             .eats_lunch = false};
  if (next > 0) {
    const Visit& before = visits[next - 1];
    gap.free_from = before.end;
    gap.way_in = model_.Travel(before.venue, venue);
    gap.soonest = before.end + gap.way_in;
    gap.moved += gap.way_in;
  }
  if (next < sum.count) {
    const Visit& after = visits[next];
    gap.free_to = after.start;
    gap.way_out = model_.Travel(venue, after.venue);
    gap.latest = after.start - gap.way_out - minutes;
    gap.moved += gap.way_out;
    if (next > 0) gap.moved -= model_.Travel(visits[next - 1].venue, after.venue);
  }
  const bool has_lunch = next < sum.count ? visits[next].lunch_before : sum.lunch_after;
  gap.eats_lunch = sum.lunches - (has_lunch ? 1 : 0) <= 0;
  return gap;
}

bool State::LeavesLunch(const ModelDay& day, const Gap& gap, int start, int minutes) const {
  return GapLeavesLunch(day, gap.free_from, start, gap.way_in) ||
         GapLeavesLunch(day, start + minutes, gap.free_to, gap.way_out);
}

// What the day would cost more with a session in the gap.
int64_t State::CostIn(const ModelDay& day, size_t at, const Gap& gap, int start,
                      int minutes) const {
  const DaySum& sum = days_[at];
  const Visit* visits = &visits_[at * stride_];
  const int first = gap.next > 0 ? visits[0].start : start;
  const int last = gap.next < sum.count ? visits[sum.count - 1].end : start + minutes;
  const int64_t idle = last - first - sum.work - minutes - gap.moved - Eats(day, first, last);
  return model_.travel_weight * gap.moved + model_.idle_weight * std::max<int64_t>(0, idle) -
         sum.cost;
}

State::Probe State::Try(int member, const Option& option, int minutes, int venue) const {
  if ((model_.bound >> member & 1) == 0) return {true, 0};
  const size_t at = DayAt(member, option.day);
  Settle(at);
  const ModelDay& day = model_.Day(option.day);
  const Visit* visits = &visits_[at * stride_];
  uint32_t next = 0;
  while (next < days_[at].count && visits[next].start < option.start) ++next;
  const Gap gap = GapBefore(day, at, next, minutes, venue);
  if (option.start < gap.soonest || option.start > gap.latest) return {};
  if (gap.eats_lunch && !LeavesLunch(day, gap, option.start, minutes)) return {};
  return {true, CostIn(day, at, gap, option.start, minutes)};
}

void State::TryAll(int member, int day_index, int minutes, int venue, uint64_t* slots,
                   int64_t* cost) const {
  const ModelDay& day = model_.Day(day_index);
  std::fill_n(slots, model_.day_words, 0);
  if ((model_.bound >> member & 1) == 0) {
    AddSlots(slots, 0, day.slots);
    std::fill_n(cost, day.slots, 0);
    return;
  }
  const size_t at = DayAt(member, day_index);
  Settle(at);
  const uint32_t count = days_[at].count;
  const auto start_of = [&](int slot) { return day.first_time + slot * model_.slot_minutes; };
  for (uint32_t next = 0; next <= count; ++next) {
    const Gap gap = GapBefore(day, at, next, minutes, venue);
    const int soonest = std::max(gap.soonest, day.first_time);
    const int latest = std::min(gap.latest, start_of(day.slots - 1));
    if (soonest > latest) continue;
    const int first = (soonest - day.first_time + model_.slot_minutes - 1) / model_.slot_minutes;
    const int end = (latest - day.first_time) / model_.slot_minutes + 1;
    if (next > 0 && next < count) {
      // It changes neither end of the day.
      std::fill(cost + first, cost + end, CostIn(day, at, gap, start_of(first), minutes));
    } else {
      for (int slot = first; slot < end; ++slot) {
        cost[slot] = CostIn(day, at, gap, start_of(slot), minutes);
      }
    }
    if (!gap.eats_lunch) {
      AddSlots(slots, first, end - first);
      continue;
    }
    for (int slot = first; slot < end; ++slot) {
      if (LeavesLunch(day, gap, start_of(slot), minutes)) AddSlots(slots, slot, 1);
    }
  }
}

void State::DayClashes(int member, const Option& option, int minutes, int venue,
                       std::vector<int>& clashes) const {
  if ((model_.bound >> member & 1) == 0) return;
  const int start = option.start, end = start + minutes;
  for (const Visit& other : DayOf(member, option.day)) {
    const bool clash = other.start < start ? start - other.end < model_.Travel(other.venue, venue)
                                           : other.start - end < model_.Travel(venue, other.venue);
    if (clash) AddOnce(clashes, other.session);
  }
}

void State::Clashes(int s, int option, int venue, int turn, std::vector<int>& clashes) const {
  const ModelSession& session = model_.Session(s);
  const Option& at = session.options[At(option)];
  const auto at_once = [&](int other) {
    return placed(other) && this->option(other).slot < at.slot + session.slots &&
           at.slot < this->option(other).slot + model_.Session(other).slots;
  };
  const int first = at.slot - model_.Day(at.day).first_slot;
  for (const int group : session.groups) {
    const uint64_t* taken = &taken_[model_.WordsAt(RowOfGroup(group), at.day)];
    if (!HasAnySlot(taken, first, session.slots)) continue;
    for (const int other : of_group_[At(group)]) {
      if (at_once(other)) AddOnce(clashes, other);
    }
  }
  for (const int other : session.after) {
    if (placed(other) &&
        Moment(this->option(other).day, end_[At(other)]) > Moment(at.day, at.start)) {
      AddOnce(clashes, other);
    }
  }
  for (const int other : session.before) {
    if (placed(other) && Moment(at.day, at.start + session.minutes) >
                             Moment(this->option(other).day, start_[At(other)])) {
      AddOnce(clashes, other);
    }
  }
  const uint64_t* full = &taken_[model_.WordsAt(At(venue), at.day)];
  for (int slot = at.slot; slot < at.slot + session.slots; ++slot) {
    if (!HasAnySlot(full, slot - model_.Day(at.day).first_slot, 1)) continue;
    const auto holds = [&](int other) {
      return placed(other) && venue_[At(other)] == venue && this->option(other).slot <= slot &&
             slot < this->option(other).slot + model_.Session(other).slots;
    };
    // One must go, which may be one that goes already.
    if (std::ranges::any_of(clashes, holds)) continue;
    for (int k = 0; k < model_.SessionCount(); ++k) {
      const int other = (turn + k) % model_.SessionCount();
      if (!holds(other)) continue;
      clashes.push_back(other);
      break;
    }
  }
}

bool State::Free(int s, int option, int venue) const {
  const ModelSession& session = model_.Session(s);
  const Option& at = session.options[At(option)];
  const int first = at.slot - model_.Day(at.day).first_slot;
  const auto taken = [&](size_t row) {
    return HasAnySlot(&taken_[model_.WordsAt(row, at.day)], first, session.slots);
  };
  return !taken(At(venue)) && std::ranges::none_of(session.groups, [&](int group) {
    return taken(RowOfGroup(group));
  }) && InOrder(session, at);
}

void State::KeepFree(int s, int day, int venue, uint64_t* starts) const {
  const ModelSession& session = model_.Session(s);
  const size_t words = model_.day_words;
  std::array<uint64_t, WordsFor(kMinutesPerDay)> blocked;
  std::copy_n(&taken_[model_.WordsAt(At(venue), day)], words, blocked.begin());
  for (const int group : session.groups) {
    const uint64_t* taken = &taken_[model_.WordsAt(RowOfGroup(group), day)];
    for (size_t i = 0; i < words; ++i) blocked[i] |= taken[i];
  }
  AddSlotsBefore(blocked.data(), words, session.slots);
  for (size_t i = 0; i < words; ++i) starts[i] &= ~blocked[i];
  DropOutOfOrder(session, day, starts);
}

// Drops slots of a day at which the session would begin before one ends that it comes after, or the
// other way round.
void State::DropOutOfOrder(const ModelSession& session, int d, uint64_t* starts) const {
  const ModelDay& day = model_.Day(d);
  int first = 0, end = day.slots;
  for (const int other : session.after) {
    if (!placed(other) || option(other).day < d) continue;
    if (option(other).day > d) {
      first = end;
    } else {
      const int minutes = end_[At(other)] - day.first_time;
      first = std::max(first, (minutes + model_.slot_minutes - 1) / model_.slot_minutes);
    }
  }
  for (const int other : session.before) {
    if (!placed(other) || option(other).day > d) continue;
    const int minutes = start_[At(other)] - session.minutes - day.first_time;
    if (option(other).day < d || minutes < 0) {
      end = 0;
    } else {
      end = std::min(end, minutes / model_.slot_minutes + 1);
    }
  }
  DropSlots(starts, 0, std::min(first, day.slots));
  DropSlots(starts, end, day.slots - end);
}

bool State::InOrder(const ModelSession& session, const Option& at) const {
  return std::none_of(session.after.begin(), session.after.end(),
                      [&](int other) {
                        return placed(other) && Moment(option(other).day, end_[At(other)]) >
                                                    Moment(at.day, at.start);
                      }) &&
         std::none_of(session.before.begin(), session.before.end(), [&](int other) {
           return placed(other) && Moment(at.day, at.start + session.minutes) >
                                       Moment(option(other).day, start_[At(other)]);
         });
}

int64_t State::BalanceWith(Team team, int minutes) const {
  if (busy_.empty()) return 0;
  int64_t least = INT64_MAX, most = 0;
  for (size_t m = 0; m < busy_.size(); ++m) {
    const int64_t busy = busy_[m] + ((team >> m & 1) != 0 ? minutes : 0);
    least = std::min(least, busy);
    most = std::max(most, busy);
  }
  return most - least;
}

int64_t State::cost() const {
  Settle();
  return model_.fixed_cost + left_out_ + days_cost_ + change_ +
         model_.balance_weight * BalanceWith(0, 0) +
         model_.pairs_weight * static_cast<int64_t>(teams_.size()) +
         model_.coverage_weight * uncovered_;
}

}  // namespace peerchallenge::scheduling::planning::timetable

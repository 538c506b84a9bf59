#include "services/scheduling/planning/timetable/state.h"

#include <algorithm>
#include <bit>

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
  for (const ModelDay& day : model.days) most = std::max(most, day.slots);
  stride_ = At(std::min(model.SessionCount(), most)) + 1;
  const size_t days = At(model.team_size * model.DayCount());
  visits_.resize(days * stride_);
  days_.resize(days);
  held_.resize(At(model.venue_count) * At(model.slot_count));
  occupied_.resize(At(model.group_count) * At(model.slot_count));
  met_.resize(At(model.line_count * kSides));
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

void State::Undo() {
  for (size_t i = journal_.size(); i-- > 0;) {
    const Step& step = journal_[i];
    if (step.before.placed()) {
      Set(step.session, step.before);
    } else {
      Clear(step.session);
    }
  }
  journal_.clear();
}

void State::Load(const Plan& plan) {
  for (int s = 0; s < model_.SessionCount(); ++s) {
    if (placed(s) && !(plan_[At(s)] == plan[At(s)])) Clear(s);
  }
  for (int s = 0; s < model_.SessionCount(); ++s) {
    if (!placed(s) && plan[At(s)].placed()) Set(s, plan[At(s)]);
  }
  journal_.clear();
}

void State::Set(int s, const Place& place) {
  const ModelSession& session = model_.Session(s);
  plan_[At(s)] = place;
  const Option& at = option(s);
  start_[At(s)] = at.start;
  end_[At(s)] = at.start + session.minutes;
  venue_[At(s)] = place.venue;
  Occupy(s, place, 1);
  CountSides(s, 1);
  if (!session.whole_team && place.team != 0) Enlist(place.team);
  for (Team team = place.team; team != 0; team &= team - 1) {
    Attend(std::countr_zero(team), s, at.day);
  }
  left_out_ -= session.left_out;
  penalties_ -= penalty_[At(s)];
  missing_ -= session.mandatory ? 1 : 0;
  if (session.old.exists) {
    left_out_ -= model_.change_time;
    change_ += ChangeCost(s, place);
  }
}

void State::Clear(int s) {
  const ModelSession& session = model_.Session(s);
  const Place place = plan_[At(s)];
  const int day = option(s).day;
  Occupy(s, place, -1);
  CountSides(s, -1);
  if (!session.whole_team && place.team != 0) Dismiss(place.team);
  for (Team team = place.team; team != 0; team &= team - 1) {
    Leave(std::countr_zero(team), s, day);
  }
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
  const int slot = session.options[At(place.option)].slot;
  uint16_t* held = &held_[SlotAt(place.venue, slot)];
  for (int i = 0; i < session.slots; ++i) held[i] = static_cast<uint16_t>(held[i] + sign);
  const auto mark = static_cast<uint16_t>(sign > 0 ? s + 1 : 0);
  for (const int group : session.groups) {
    uint16_t* occupied = &occupied_[SlotAt(group, slot)];
    std::fill_n(occupied, session.slots, mark);
  }
}

void State::CountSides(int s, int sign) {
  for (const int side : model_.Session(s).sides) {
    uint16_t* line = &met_[At(side / kSides * kSides)];
    uint16_t& met = met_[At(side)];
    const auto sides = [line] { return kSides - std::count(line, line + kSides, uint16_t{0}); };
    const int64_t before = std::min<int64_t>(2, sides());
    met = static_cast<uint16_t>(met + sign);
    uncovered_ += before - std::min<int64_t>(2, sides());
  }
}

void State::Enlist(Team team) {
  for (Serving& serving : teams_) {
    if (serving.team == team) {
      ++serving.sessions;
      return;
    }
  }
  teams_.push_back({team, 1});
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

void State::Attend(int member, int s, int day) {
  const size_t at = DayAt(member, day);
  Visit* visits = &visits_[at * stride_];
  uint32_t i = days_[at].count++;
  for (; i > 0 && visits[i - 1].start > start_[At(s)]; --i) visits[i] = visits[i - 1];
  visits[i] = {s, start_[At(s)], end_[At(s)], venue_[At(s)], false};
  busy_[At(member)] += model_.Session(s).minutes;
  Recount(member, day);
}

void State::Leave(int member, int s, int day) {
  const size_t at = DayAt(member, day);
  Visit* visits = &visits_[at * stride_];
  Visit* end = visits + days_[at].count;
  Visit* gone = std::find_if(visits, end, [s](const Visit& visit) { return visit.session == s; });
  std::copy(gone + 1, end, gone);
  --days_[at].count;
  busy_[At(member)] -= model_.Session(s).minutes;
  Recount(member, day);
}

// The cost of the member's day, and whether it keeps T5 and T6.
void State::Recount(int member, int day_index) {
  const size_t at = DayAt(member, day_index);
  const ModelDay& day = model_.Day(day_index);
  Visit* visits = &visits_[at * stride_];
  DaySum& sum = days_[at];
  days_cost_ -= sum.cost;
  broken_days_ -= sum.broken ? 1 : 0;
  sum = {.count = sum.count};
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
  days_cost_ += sum.cost;
  broken_days_ += sum.broken ? 1 : 0;
}

// Whether the time between two sessions has room for lunch, before or after the way.
bool State::GapLeavesLunch(const ModelDay& day, int end, int start, int travel) const {
  if (day.lunch == 0) return true;
  const auto fits = [&](int from, int to) {
    return std::min(to, day.lunch_end) - std::max(from, day.lunch_start) >= day.lunch;
  };
  if (model_.loose_lunch) return fits(end, start) && start - end - travel >= day.lunch;
  return fits(end, start - travel) || fits(end + travel, start);
}

State::Probe State::Try(int member, const Option& option, int minutes, int venue) const {
  if ((model_.bound >> member & 1) == 0) return {true, 0};
  const size_t at = DayAt(member, option.day);
  const Visit* visits = &visits_[at * stride_];
  const DaySum& sum = days_[at];
  const ModelDay& day = model_.Day(option.day);
  const int start = option.start, end = start + minutes;
  uint32_t next = 0;
  while (next < sum.count && visits[next].start < start) ++next;
  int moved = sum.moved, first = start, last = end;
  int way_in = 0, way_out = 0;
  int free_from = day.start, free_to = day.end;
  if (next > 0) {
    const Visit& before = visits[next - 1];
    free_from = before.end;
    way_in = model_.Travel(before.venue, venue);
    if (start - free_from < way_in) return {};
    first = visits[0].start;
  }
  if (next < sum.count) {
    const Visit& after = visits[next];
    free_to = after.start;
    way_out = model_.Travel(venue, after.venue);
    if (free_to - end < way_out) return {};
    last = visits[sum.count - 1].end;
    if (next > 0) moved -= model_.Travel(visits[next - 1].venue, after.venue);
  }
  // Lunch in another stretch of free time, or in what it leaves of this one.
  const bool here = next < sum.count ? visits[next].lunch_before : sum.lunch_after;
  if (sum.lunches - (here ? 1 : 0) <= 0 && !GapLeavesLunch(day, free_from, start, way_in) &&
      !GapLeavesLunch(day, end, free_to, way_out)) {
    return {};
  }
  moved += way_in + way_out;
  const int64_t idle = last - first - sum.work - minutes - moved - Eats(day, first, last);
  return {true, model_.travel_weight * moved + model_.idle_weight * std::max<int64_t>(0, idle) -
                    sum.cost};
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
  for (const int group : session.groups) {
    const uint16_t* occupied = &occupied_[SlotAt(group, at.slot)];
    for (int i = 0; i < session.slots; ++i) {
      if (occupied[i] != 0) AddOnce(clashes, occupied[i] - 1);
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
  const uint16_t* held = &held_[SlotAt(venue, at.slot)];
  const int rooms = model_.rooms[At(venue)];
  for (int i = 0; i < session.slots; ++i) {
    if (held[i] < rooms) continue;
    // As many as needed at this slot must go; those that go already count.
    int excess = held[i] + 1 - rooms;
    const int slot = at.slot + i;
    const auto holds = [&](int other) {
      return placed(other) && venue_[At(other)] == venue && this->option(other).slot <= slot &&
             slot < this->option(other).slot + model_.Session(other).slots;
    };
    for (const int other : clashes) excess -= holds(other) ? 1 : 0;
    for (int k = 0; k < model_.SessionCount() && excess > 0; ++k) {
      const int other = (turn + k) % model_.SessionCount();
      if (!holds(other) || std::find(clashes.begin(), clashes.end(), other) != clashes.end()) {
        continue;
      }
      clashes.push_back(other);
      --excess;
    }
  }
}

bool State::Free(int s, int option, int venue) const {
  const ModelSession& session = model_.Session(s);
  const Option& at = session.options[At(option)];
  const uint16_t* held = &held_[SlotAt(venue, at.slot)];
  const int rooms = model_.rooms[At(venue)];
  for (int i = 0; i < session.slots; ++i) {
    if (held[i] >= rooms) return false;
  }
  for (const int group : session.groups) {
    const uint16_t* occupied = &occupied_[SlotAt(group, at.slot)];
    for (int i = 0; i < session.slots; ++i) {
      if (occupied[i] != 0) return false;
    }
  }
  return (session.after.empty() && session.before.empty()) || InOrder(s, at);
}

bool State::InOrder(int s, const Option& at) const {
  const ModelSession& session = model_.Session(s);
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
  return model_.fixed_cost + left_out_ + days_cost_ + change_ +
         model_.balance_weight * BalanceWith(0, 0) +
         model_.pairs_weight * static_cast<int64_t>(teams_.size()) +
         model_.coverage_weight * uncovered_;
}

}  // namespace peerchallenge::scheduling::planning::timetable

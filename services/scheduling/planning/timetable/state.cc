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
      sets_(model.sessions.size()),
      penalty_(model.sessions.size()),
      busy_(At(model.team_size)) {
  // Who need not be in one place at a time can be in all sessions at once.
  int most = model.bound == model.everybody ? 1 : model.SessionCount();
  for (const ModelDay& day : model.days) most = std::max(most, day.slots);
  stride_ = At(std::min(model.SessionCount(), most)) + 1;
  const size_t days = At(model.team_size * model.DayCount());
  lists_.resize(days * stride_);
  count_.resize(days);
  day_cost_.resize(days);
  work_.resize(days);
  moved_.resize(days);
  broken_.resize(days);
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
  if (!session.whole_team && place.team != 0) {
    sets_count_ += Sharing(place.team, s) == 0 ? 1 : 0;
    sets_[At(s)] = place.team;
  }
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
  if (sets_[At(s)] != 0) {
    sets_[At(s)] = 0;
    sets_count_ -= Sharing(place.team, s) == 0 ? 1 : 0;
  }
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

int State::Sharing(Team team, int s) const {
  int sharing = 0;
  for (const Team other : sets_) sharing += other == team ? 1 : 0;
  return sharing - (sets_[At(s)] == team ? 1 : 0);
}

void State::Attend(int member, int s, int day) {
  const size_t at = DayAt(member, day);
  uint16_t* list = &lists_[at * stride_];
  int i = count_[at]++;
  while (i > 0 && start_[list[i - 1]] > start_[At(s)]) {
    list[i] = list[i - 1];
    --i;
  }
  list[i] = static_cast<uint16_t>(s);
  busy_[At(member)] += model_.Session(s).minutes;
  Recount(member, day);
}

void State::Leave(int member, int s, int day) {
  const size_t at = DayAt(member, day);
  uint16_t* list = &lists_[at * stride_];
  uint16_t* end = list + count_[at];
  std::copy(std::find(list, end, static_cast<uint16_t>(s)) + 1, end,
            std::find(list, end, static_cast<uint16_t>(s)));
  --count_[at];
  busy_[At(member)] -= model_.Session(s).minutes;
  Recount(member, day);
}

// The cost of the member's day, and whether it keeps T5 and T6.
void State::Recount(int member, int day) {
  const size_t at = DayAt(member, day);
  const uint16_t* list = &lists_[at * stride_];
  const int count = count_[at];
  days_cost_ -= day_cost_[at];
  broken_days_ -= broken_[at];
  int work = 0, moved = 0;
  bool broken = false;
  for (int i = 0; i < count; ++i) {
    work += end_[list[i]] - start_[list[i]];
    if (i == 0) continue;
    const int travel = model_.Travel(venue_[list[i - 1]], venue_[list[i]]);
    moved += travel;
    broken |= start_[list[i]] - end_[list[i - 1]] < travel;
  }
  work_[at] = work;
  moved_[at] = moved;
  day_cost_[at] = 0;
  if (count > 0) {
    const int first = start_[list[0]], last = end_[list[count - 1]];
    const int64_t idle = last - first - work - moved - Eats(model_.Day(day), first, last);
    day_cost_[at] = model_.travel_weight * moved + model_.idle_weight * std::max<int64_t>(0, idle);
    broken = broken || !LeavesLunch(model_.Day(day), list, count);
  }
  broken_[at] = broken && (model_.bound >> member & 1) != 0 ? 1 : 0;
  days_cost_ += day_cost_[at];
  broken_days_ += broken_[at];
}

// Whether the time between two sessions has room for lunch, before or after the way.
bool State::GapLeavesLunch(const ModelDay& day, int end, int start, int travel) const {
  const auto fits = [&](int from, int to) {
    return std::min(to, day.lunch_end) - std::max(from, day.lunch_start) >= day.lunch;
  };
  if (model_.loose_lunch) return fits(end, start) && start - end - travel >= day.lunch;
  return fits(end, start - travel) || fits(end + travel, start);
}

bool State::LeavesLunch(const ModelDay& day, const uint16_t* list, int count) const {
  if (day.lunch == 0 || count == 0) return true;
  if (GapLeavesLunch(day, day.start, start_[list[0]], 0) ||
      GapLeavesLunch(day, end_[list[count - 1]], day.end, 0)) {
    return true;
  }
  for (int i = 1; i < count; ++i) {
    const int a = list[i - 1], b = list[i];
    if (GapLeavesLunch(day, end_[At(a)], start_[At(b)],
                       model_.Travel(venue_[At(a)], venue_[At(b)]))) {
      return true;
    }
  }
  return false;
}

State::Probe State::Try(int member, const Option& option, int minutes, int venue) const {
  if ((model_.bound >> member & 1) == 0) return {true, 0};
  const size_t at = DayAt(member, option.day);
  const uint16_t* list = &lists_[at * stride_];
  const int count = count_[at];
  const ModelDay& day = model_.Day(option.day);
  const int start = option.start, end = start + minutes;
  int next = 0;
  while (next < count && start_[list[next]] < start) ++next;
  int moved = moved_[at], first = start, last = end;
  int way_in = 0, way_out = 0;
  if (next > 0) {
    const int before = list[next - 1];
    way_in = model_.Travel(venue_[At(before)], venue);
    if (start - end_[At(before)] < way_in) return {};
    first = start_[list[0]];
  }
  if (next < count) {
    const int after = list[next];
    way_out = model_.Travel(venue, venue_[At(after)]);
    if (start_[At(after)] - end < way_out) return {};
    last = end_[list[count - 1]];
  }
  if (next > 0 && next < count) {
    moved -= model_.Travel(venue_[list[next - 1]], venue_[list[next]]);
  }
  moved += way_in + way_out;
  if (day.lunch > 0) {
    bool lunch = GapLeavesLunch(day, next > 0 ? end_[list[next - 1]] : day.start, start, way_in) ||
                 GapLeavesLunch(day, end, next < count ? start_[list[next]] : day.end, way_out);
    for (int i = 0; i <= count && !lunch; ++i) {
      if (i == next) continue;  // the gap that is split
      const int from = i > 0 ? end_[list[i - 1]] : day.start;
      const int to = i < count ? start_[list[i]] : day.end;
      const int travel =
          i > 0 && i < count ? model_.Travel(venue_[list[i - 1]], venue_[list[i]]) : 0;
      lunch = GapLeavesLunch(day, from, to, travel);
    }
    if (!lunch) return {};
  }
  const int64_t idle = last - first - work_[at] - minutes - moved - Eats(day, first, last);
  return {true, model_.travel_weight * moved + model_.idle_weight * std::max<int64_t>(0, idle) -
                    day_cost_[at]};
}

void State::DayClashes(int member, const Option& option, int minutes, int venue,
                       std::vector<int>& clashes) const {
  if ((model_.bound >> member & 1) == 0) return;
  const Day day = DayOf(member, option.day);
  const int start = option.start, end = start + minutes;
  for (int i = 0; i < day.count; ++i) {
    const int other = day.sessions[i];
    const bool clash = start_[At(other)] < start
                           ? start - end_[At(other)] < model_.Travel(venue_[At(other)], venue)
                           : start_[At(other)] - end < model_.Travel(venue, venue_[At(other)]);
    if (clash) AddOnce(clashes, other);
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
         model_.balance_weight * BalanceWith(0, 0) + model_.pairs_weight * sets_count_ +
         model_.coverage_weight * uncovered_;
}

}  // namespace peerchallenge::scheduling::planning::timetable

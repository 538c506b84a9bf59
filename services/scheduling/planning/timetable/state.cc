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
  kept_since_.resize(days);
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
    uint16_t& met = met_[At(side)];
    const bool was_met = met > 0;
    met = static_cast<uint16_t>(met + sign);
    if (was_met == (met > 0)) continue;
    const uint16_t* line = &met_[At(side / kSides * kSides)];
    const auto sides = kSides - std::count(line, line + kSides, uint16_t{0});
    uncovered_ += std::min<int64_t>(2, sides - sign) - std::min<int64_t>(2, sides);
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

State::Probes::Probes(const State& state, int member, int day, int minutes, int venue) {
  if ((state.model_.bound >> member & 1) == 0) return;
  const size_t at = state.DayAt(member, day);
  state.Settle(at);
  state_ = &state;
  visits_ = &state.visits_[at * state.stride_];
  sum_ = &state.days_[at];
  day_ = &state.model_.Day(day);
  minutes_ = minutes;
  venue_ = venue;
  Enter(0);
}

void State::Probes::Enter(uint32_t next) {
  const Model& model = state_->model_;
  const Visit* before = next > 0 ? &visits_[next - 1] : nullptr;
  const Visit* after = next < sum_->count ? &visits_[next] : nullptr;
  next_ = next;
  until_ = after != nullptr ? after->start : INT_MAX;
  free_from_ = before != nullptr ? before->end : day_->start;
  free_to_ = after != nullptr ? after->start : day_->end;
  way_in_ = before != nullptr ? model.Travel(before->venue, venue_) : 0;
  way_out_ = after != nullptr ? model.Travel(venue_, after->venue) : 0;
  soonest_ = before != nullptr ? free_from_ + way_in_ : INT_MIN;
  latest_ = after != nullptr ? free_to_ - way_out_ - minutes_ : INT_MAX;
  if (soonest_ > latest_) return;
  moved_ = sum_->moved + way_in_ + way_out_;
  if (before != nullptr && after != nullptr) moved_ -= model.Travel(before->venue, after->venue);
  const bool here = after != nullptr ? after->lunch_before : sum_->lunch_after;
  eats_lunch_ = sum_->lunches - (here ? 1 : 0) <= 0;
}

void State::Probes::Sweep(int first, int last, Team who, std::vector<Team>& fits,
                          std::vector<int64_t>& cost) {
  if (state_ == nullptr) {
    for (int slot = first; slot <= last; ++slot) {
      fits[State::At(slot)] |= who;
      cost[State::At(slot)] = 0;
    }
    return;
  }
  const int minutes = state_->model_.slot_minutes, origin = day_->first_time;
  const int end = origin + last * minutes;
  GoTo(origin + first * minutes);
  while (true) {
    int slot = first;
    if (soonest_ > origin + slot * minutes) slot = (soonest_ - origin + minutes - 1) / minutes;
    for (int start = origin + slot * minutes; start <= std::min(latest_, end); start += minutes) {
      if (!eats_lunch_ || LeavesLunch(start)) {
        fits[State::At(slot)] |= who;
        cost[State::At(slot)] = CostAt(start);
      }
      ++slot;
    }
    if (until_ >= end) return;
    Enter(next_ + 1);
  }
}

// Whether it leaves lunch in this gap.
bool State::Probes::LeavesLunch(int start) const {
  return state_->GapLeavesLunch(*day_, free_from_, start, way_in_) ||
         state_->GapLeavesLunch(*day_, start + minutes_, free_to_, way_out_);
}

int64_t State::Probes::CostAt(int start) const {
  if (state_ == nullptr) return 0;
  const int first = next_ > 0 ? visits_[0].start : start;
  const int last = next_ < sum_->count ? visits_[sum_->count - 1].end : start + minutes_;
  const int64_t idle =
      last - first - sum_->work - minutes_ - moved_ - state_->Eats(*day_, first, last);
  const Model& model = state_->model_;
  return model.travel_weight * moved_ + model.idle_weight * std::max<int64_t>(0, idle) - sum_->cost;
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

State::Openings::Openings(const State& state, int s, int venue)
    : state_(state),
      session_(state.model_.Session(s)),
      held_(&state.held_[state.SlotAt(venue, 0)]),
      rooms_(state.model_.rooms[State::At(venue)]) {}

bool State::Openings::At(int option) {
  const Option& at = session_.options[State::At(option)];
  next_ = std::max(next_, at.slot);
  for (; next_ < at.slot + session_.slots; ++next_) {
    if (Blocked(next_)) blocked_ = next_;
  }
  return blocked_ < at.slot &&
         ((session_.after.empty() && session_.before.empty()) || state_.InOrder(session_, at));
}

bool State::Openings::Blocked(int slot) const {
  return held_[slot] >= rooms_ || std::ranges::any_of(session_.groups, [&](int group) {
           return state_.occupied_[state_.SlotAt(group, slot)] != 0;
         });
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

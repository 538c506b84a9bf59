#include "services/scheduling/planning/timetable/model.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/timetable/slot_bits.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

using Index = std::unordered_map<std::string, int>;
using Spans = std::vector<std::pair<int, int>>;

// Rooms without a limit; no count of sessions reaches it.
constexpr int kAnyNumber = 1 << 20;

template <typename List>
Index IndexOf(const List& list) {
  Index index;
  for (const auto& entry : list) index.emplace(entry.id(), static_cast<int>(index.size()));
  return index;
}

int Find(const Index& index, const std::string& id) {
  const auto found = index.find(id);
  return found == index.end() ? -1 : found->second;
}

int Minutes(const std::string& clock) { return ParseClock(clock).value_or(-1); }

Team Bit(int member) { return Team{1} << member; }

// The windows of one date, joined where they touch.
template <typename List>
Spans SpansOn(const List& windows, const std::string& date) {
  Spans spans;
  for (const v1::TimeWindow& window : windows) {
    if (window.date() == date) spans.emplace_back(Minutes(window.start()), Minutes(window.end()));
  }
  std::sort(spans.begin(), spans.end());
  Spans joined;
  for (const auto& span : spans) {
    if (!joined.empty() && span.first <= joined.back().second) {
      joined.back().second = std::max(joined.back().second, span.second);
    } else {
      joined.push_back(span);
    }
  }
  return joined;
}

bool CoverFrom(Team people, const std::vector<Team>& themes, int count, Team chosen, int& nodes) {
  if (--nodes < 0) return true;
  const auto open = std::find_if(themes.begin(), themes.end(),
                                 [&](Team holders) { return (holders & chosen) == 0; });
  if (open == themes.end()) return Size(people) >= count;
  if (Size(chosen) >= count) return false;
  for (Team holders = *open & people; holders != 0; holders &= holders - 1) {
    if (CoverFrom(people, themes, count, chosen | (holders & -holders), nodes)) return true;
  }
  return false;
}

class Builder {
 public:
  Builder(const v1::TimetableProblem& problem, const Relaxation& relaxation, Budget& budget)
      : problem_(problem),
        relaxation_(relaxation),
        budget_(budget),
        venues_(IndexOf(problem.venues())),
        team_(IndexOf(problem.team())),
        groups_(IndexOf(problem.groups())),
        sessions_(IndexOf(problem.sessions())) {}

  std::optional<Model> Build() {
    model_.slot_minutes = problem_.slot_minutes();
    Days();
    Venues();
    Weights();
    model_.team_size = problem_.team_size();
    model_.group_count = problem_.groups_size();
    for (int m = 0; m < model_.team_size; ++m) {
      model_.everybody |= Bit(m);
    }
    if (!Drops(FactKind::kOnePlace, 0)) model_.bound = model_.everybody;
    PeoplesHours();
    Lengths();
    for (int s = 0; s < problem_.sessions_size(); ++s) {
      model_.shortest = std::min(model_.shortest, problem_.sessions(s).minutes());
      Session(s);
      if (budget_.Spent()) return std::nullopt;
    }
    Order();
    Lines();
    Incumbent();
    return std::move(model_);
  }

 private:
  bool Drops(FactKind kind, int a, int b = 0) const { return relaxation_.Drops(kind, a, b); }

  void Days() {
    std::vector<int> order(static_cast<size_t>(problem_.days_size()));
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(),
              [&](int a, int b) { return problem_.days(a).date() < problem_.days(b).date(); });
    for (const int position : order) {
      const v1::TimetableDay& from = problem_.days(position);
      const bool free = Drops(FactKind::kDay, position);
      ModelDay day;
      day.position = position;
      day.start = free ? 0 : Minutes(from.start());
      day.end = free ? kMinutesPerDay : Minutes(from.end());
      if (!Drops(FactKind::kLunch, position)) day.lunch = from.lunch_minutes();
      if (day.lunch > 0) {
        day.lunch_start = Minutes(from.lunch_start());
        day.lunch_end = Minutes(from.lunch_end());
      }
      const int slot = model_.slot_minutes;
      day.first_time = (day.start + slot - 1) / slot * slot;
      day.first_slot = model_.slot_count;
      day.slots = std::max(0, (day.end - day.first_time + slot - 1) / slot);
      model_.slot_count += day.slots;
      model_.longest_day = std::max(model_.longest_day, day.slots);
      days_.emplace(from.date(), model_.DayCount());
      model_.days.push_back(day);
    }
    model_.day_words = WordsFor(model_.longest_day);
  }

  void Lengths() {
    std::vector<int>& lengths = model_.lengths;
    for (const auto& session : problem_.sessions()) lengths.push_back(session.minutes());
    std::sort(lengths.begin(), lengths.end());
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
    model_.available.resize(
        model_.WordsAt(lengths.size() * static_cast<size_t>(model_.team_size), 0));
    seen_.resize(model_.WordsAt(lengths.size(), 0));
  }

  void Venues() {
    model_.venue_count = problem_.venues_size();
    model_.travel.assign(problem_.travel_minutes().begin(), problem_.travel_minutes().end());
    for (int v = 0; v < model_.venue_count; ++v) {
      const bool free = Drops(FactKind::kRooms, v);
      model_.rooms.push_back(free ? kAnyNumber : problem_.venues(v).rooms());
      for (int w = 0; w < model_.venue_count; ++w) {
        if (Drops(FactKind::kTravel, std::min(v, w), std::max(v, w))) {
          model_.travel[static_cast<size_t>(v * model_.venue_count + w)] = 0;
        }
      }
    }
  }

  void Weights() {
    const v1::TimetableWeights& weights = problem_.weights();
    model_.travel_weight = weights.travel();
    model_.idle_weight = weights.idle();
    model_.balance_weight = weights.balance();
    model_.pairs_weight = weights.pairs();
    model_.coverage_weight = weights.coverage();
    model_.change_time = weights.change_time();
    model_.change_reviewer = weights.change_reviewer();
  }

  void PeoplesHours() {
    for (const ModelDay& day : model_.days) {
      const std::string& date = problem_.days(day.position).date();
      for (int m = 0; m < problem_.team_size(); ++m) {
        away_.push_back(Drops(FactKind::kAway, m) ? Spans()
                                                  : SpansOn(problem_.team(m).unavailable(), date));
      }
      for (int g = 0; g < problem_.groups_size(); ++g) {
        const auto& windows = problem_.groups(g).available();
        const bool free = windows.empty() || Drops(FactKind::kGroupHours, g);
        group_hours_.push_back(free ? Spans{{0, kMinutesPerDay}} : SpansOn(windows, date));
      }
    }
  }

  void Session(int s) {
    const v1::TimetableSession& from = problem_.sessions(s);
    if (from.mandatory() && Drops(FactKind::kMandatory, s)) return;
    ModelSession session;
    session.position = s;
    session.minutes = from.minutes();
    session.length = static_cast<int>(
        std::lower_bound(model_.lengths.begin(), model_.lengths.end(), session.minutes) -
        model_.lengths.begin());
    session.slots = (from.minutes() + model_.slot_minutes - 1) / model_.slot_minutes;
    session.mandatory = from.mandatory();
    session.left_out = problem_.weights().unplaced() * from.priority();
    for (const auto& id : from.groups()) session.groups.push_back(groups_.at(id));
    std::sort(session.groups.begin(), session.groups.end());
    session.groups.erase(std::unique(session.groups.begin(), session.groups.end()),
                         session.groups.end());
    VenuesOf(s, session);
    if (SetTeam(s, session) && !session.venues.empty() && !IsAfterItself(from)) {
      Options(s, session);
    }
    // Groups matter for the hours of a session even where they may be in two at once.
    std::erase_if(session.groups, [&](int g) { return Drops(FactKind::kOneSession, g); });
    if (!session.options.empty()) {
      model_of_.emplace(s, model_.SessionCount());
      model_.sessions.push_back(std::move(session));
    } else if (from.mandatory()) {
      model_.stuck.push_back(s);
    } else {
      model_.left_out.push_back(s);
      model_.fixed_cost += session.left_out;
    }
  }

  bool IsAfterItself(const v1::TimetableSession& session) const {
    return std::any_of(session.after().begin(), session.after().end(), [&](const auto& id) {
      const int self = sessions_.at(session.id());
      return id == session.id() && !Drops(FactKind::kAfter, self, self);
    });
  }

  void VenuesOf(int s, ModelSession& session) {
    const v1::TimetableSession& from = problem_.sessions(s);
    const std::string& pin = from.pinned().venue();
    const bool pinned = !pin.empty() && !Drops(FactKind::kPinnedVenue, s);
    for (int v = 0; v < model_.venue_count; ++v) {
      const std::string& id = problem_.venues(v).id();
      const bool allowed =
          Drops(FactKind::kVenues, s) ||
          std::find(from.venues().begin(), from.venues().end(), id) != from.venues().end();
      if (allowed && (!pinned || id == pin) && model_.rooms[static_cast<size_t>(v)] > 0) {
        session.venues.push_back(v);
      }
    }
  }

  // Who must or may attend; false where nobody rightly can.
  bool SetTeam(int s, ModelSession& session) {
    const v1::TimetableSession& from = problem_.sessions(s);
    const bool counted = !Drops(FactKind::kTeamNeeded, s);
    session.whole_team = from.whole_team() && counted;
    session.needed = from.whole_team() ? model_.team_size : from.reviewers_needed();
    for (const auto& id : from.pinned().reviewers()) {
      if (!Drops(FactKind::kPinnedTeam, s)) session.fixed |= Bit(team_.at(id));
    }
    if (!counted) {
      session.needed = Size(session.fixed);
      if (session.fixed == 0) return SetAnybody(s, session);
    }
    if (session.fixed == 0 && session.needed == model_.team_size) session.fixed = model_.everybody;
    session.open = session.fixed == 0 && session.needed > 0;
    SetThemes(s, session);
    const Team people = session.open ? model_.everybody : session.fixed;
    return (session.open || Size(people) == session.needed) &&
           CanCover(people, session.themes, session.needed);
  }

  // However many may attend: nobody, or who holds the theme. Of several themes, which may take
  // several people, that which the fewest hold stands for all.
  bool SetAnybody(int s, ModelSession& session) {
    SetThemes(s, session);
    if (session.themes.empty()) return true;
    session.themes = {*std::min_element(session.themes.begin(), session.themes.end(),
                                        [](Team a, Team b) { return Size(a) < Size(b); })};
    session.needed = 1;
    session.open = true;
    return session.themes.front() != 0;
  }

  void SetThemes(int s, ModelSession& session) {
    const v1::TimetableSession& from = problem_.sessions(s);
    for (int k = 0; k < from.themes_size(); ++k) {
      const auto place = from.themes().begin() + k;
      const bool again = std::find(from.themes().begin(), place, *place) != place;
      if (again || Drops(FactKind::kTheme, s, k)) continue;
      Team holders = 0;
      for (int m = 0; m < problem_.team_size(); ++m) {
        const auto& themes = problem_.team(m).themes();
        if (std::find(themes.begin(), themes.end(), from.themes(k)) != themes.end()) {
          holders |= Bit(m);
        }
      }
      session.themes.push_back(holders);
    }
    std::sort(session.themes.begin(), session.themes.end());
    session.themes.erase(std::unique(session.themes.begin(), session.themes.end()),
                         session.themes.end());
  }

  void Options(int s, ModelSession& session) {
    session.option_at.assign(static_cast<size_t>(model_.slot_count), -1);
    session.starts.assign(model_.WordsAt(1, 0), 0);
    for (int d = 0; d < model_.DayCount(); ++d) {
      const ModelDay& day = model_.Day(d);
      if (!DateAllowed(s, problem_.days(day.position).date())) continue;
      int from = day.first_time, to = day.end - session.minutes;
      Narrow(s, session, from, to);
      for (int start = from; start <= to && !budget_.SpentNow(); start += model_.slot_minutes) {
        AddOption(session, d, start);
      }
    }
  }

  bool DateAllowed(int s, const std::string& date) const {
    const v1::TimetableSession& from = problem_.sessions(s);
    const std::string& pin = from.pinned().date();
    if (!pin.empty() && pin != date && !Drops(FactKind::kPinnedDate, s)) return false;
    return from.dates().empty() || Drops(FactKind::kDates, s) ||
           std::find(from.dates().begin(), from.dates().end(), date) != from.dates().end();
  }

  // Narrows the first and last start to the session's hours and its pinned start.
  void Narrow(int s, const ModelSession& session, int& first, int& last) const {
    const v1::TimetableSession& from = problem_.sessions(s);
    const int slot = model_.slot_minutes;
    const auto no_earlier = [&](int time) {
      first = std::max(first, (time + slot - 1) / slot * slot);
    };
    if (!Drops(FactKind::kHours, s)) {
      if (!from.earliest().empty()) no_earlier(Minutes(from.earliest()));
      if (!from.latest_end().empty()) {
        last = std::min(last, Minutes(from.latest_end()) - session.minutes);
      }
    }
    if (!from.pinned().start().empty() && !Drops(FactKind::kPinnedStart, s)) {
      no_earlier(Minutes(from.pinned().start()));
      last = std::min(last, Minutes(from.pinned().start()));
    }
  }

  void AddOption(ModelSession& session, int d, int start) {
    const int end = start + session.minutes;
    for (const int g : session.groups) {
      const Spans& hours = group_hours_[static_cast<size_t>(d * model_.group_count + g)];
      if (std::none_of(hours.begin(), hours.end(), [&](const auto& span) {
            return span.first <= start && end <= span.second;
          })) {
        return;
      }
    }
    Team available = 0;
    for (int m = 0; m < model_.team_size; ++m) {
      const Spans& away = away_[static_cast<size_t>(d * model_.team_size + m)];
      if (std::none_of(away.begin(), away.end(),
                       [&](const auto& span) { return span.first < end && start < span.second; })) {
        available |= Bit(m);
      }
    }
    if (!LeavesLunch(d, start, end)) available = 0;
    const ModelDay& day = model_.Day(d);
    const int slot = (start - day.first_time) / model_.slot_minutes;
    KeepAvailable(session.length, d, slot, available);
    if (session.open) {
      if (Size(available) < session.needed ||
          !CanCover(available, session.themes, session.needed)) {
        return;
      }
    } else if ((session.fixed & ~available) != 0) {
      return;
    }
    AddSlots(&session.starts[model_.WordsAt(0, d)], slot, 1);
    session.option_at[static_cast<size_t>(day.first_slot + slot)] =
        static_cast<int>(session.options.size());
    session.options.push_back({d, start, day.first_slot + slot, available});
  }

  void KeepAvailable(int length, int d, int slot, Team available) {
    uint64_t* seen = &seen_[model_.WordsAt(static_cast<size_t>(length), d)];
    if (HasAnySlot(seen, slot, 1)) return;
    AddSlots(seen, slot, 1);
    for (; available != 0; available &= available - 1) {
      const size_t row = model_.RowOf(length, std::countr_zero(available));
      AddSlots(&model_.available[model_.WordsAt(row, d)], slot, 1);
    }
  }

  // Whether who attends nothing else that day has time for lunch.
  bool LeavesLunch(int d, int start, int end) const {
    const ModelDay& day = model_.Day(d);
    const int before = std::min(start, day.lunch_end) - std::max(day.start, day.lunch_start);
    const int after = std::min(day.end, day.lunch_end) - std::max(end, day.lunch_start);
    return day.lunch == 0 || std::max(before, after) >= day.lunch;
  }

  void Order() {
    for (int s = 0; s < model_.SessionCount(); ++s) {
      ModelSession& session = model_.sessions[static_cast<size_t>(s)];
      for (const auto& id : problem_.sessions(session.position).after()) {
        const auto other = model_of_.find(sessions_.at(id));
        if (other == model_of_.end() || other->second == s ||
            Drops(FactKind::kAfter, session.position, other->first)) {
          continue;
        }
        session.after.push_back(other->second);
        model_.sessions[static_cast<size_t>(other->second)].before.push_back(s);
      }
    }
  }

  // Lines of enquiry; what no session can meet any more costs in any timetable.
  void Lines() {
    Index lines;
    for (const auto& session : problem_.sessions()) {
      for (const auto& line : session.lines()) lines.emplace(line, static_cast<int>(lines.size()));
    }
    model_.line_count = static_cast<int>(lines.size());
    for (ModelSession& session : model_.sessions) {
      const v1::TimetableSession& from = problem_.sessions(session.position);
      for (const auto& line : from.lines()) {
        for (const auto& group : from.groups()) {
          const int side = problem_.groups(groups_.at(group)).perspective();
          if (side != v1::TimetableGroup::PERSPECTIVE_UNSPECIFIED) {
            session.sides.push_back(lines.at(line) * kSides + side);
          }
        }
      }
      std::sort(session.sides.begin(), session.sides.end());
      session.sides.erase(std::unique(session.sides.begin(), session.sides.end()),
                          session.sides.end());
    }
  }

  void Incumbent() {
    for (const v1::Placement& placement : problem_.incumbent().placements()) {
      const auto position = sessions_.find(placement.session());
      if (position == sessions_.end()) continue;
      const auto found = model_of_.find(position->second);
      if (found == model_of_.end()) {
        model_.fixed_cost += model_.change_time;
        continue;
      }
      Before& old = model_.sessions[static_cast<size_t>(found->second)].old;
      old.exists = true;
      old.day = Find(days_, placement.date());
      old.start = Minutes(placement.start());
      old.venue = Find(venues_, placement.venue());
      std::vector<std::string> reviewers(placement.reviewers().begin(),
                                         placement.reviewers().end());
      std::sort(reviewers.begin(), reviewers.end());
      reviewers.erase(std::unique(reviewers.begin(), reviewers.end()), reviewers.end());
      for (const std::string& id : reviewers) {
        const int member = Find(team_, id);
        old.team |= member < 0 ? 0 : Bit(member);
        old.gone += member < 0 ? 1 : 0;
      }
    }
  }

  const v1::TimetableProblem& problem_;
  const Relaxation& relaxation_;
  Budget& budget_;
  const Index venues_, team_, groups_, sessions_;
  Index days_;                             // to days of the model
  std::unordered_map<int, int> model_of_;  // from sessions of the problem
  std::vector<Spans> away_;                // days x team
  std::vector<Spans> group_hours_;         // days x groups
  std::vector<uint64_t> seen_;             // per length and day: slots in the model's `available`
  Model model_;
};

}  // namespace

bool CanCover(Team people, const std::vector<Team>& themes, int count) {
  int nodes = 1'000;
  return CoverFrom(people, themes, count, 0, nodes);
}

std::optional<Model> BuildModel(const v1::TimetableProblem& problem, const Relaxation& relaxation,
                                Budget& budget) {
  return Builder(problem, relaxation, budget).Build();
}

v1::Timetable ToMessage(const v1::TimetableProblem& problem, const Model& model, const Plan& plan) {
  std::vector<int> order;
  for (int s = 0; s < model.SessionCount(); ++s) {
    if (plan[static_cast<size_t>(s)].placed()) order.push_back(s);
  }
  const auto option = [&](int s) -> const Option& {
    return model.Session(s).options[static_cast<size_t>(plan[static_cast<size_t>(s)].option)];
  };
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    return std::tuple(option(a).day, option(a).start, a) <
           std::tuple(option(b).day, option(b).start, b);
  });
  v1::Timetable timetable;
  for (const int s : order) {
    const Place& place = plan[static_cast<size_t>(s)];
    v1::Placement& placement = *timetable.add_placements();
    placement.set_session(problem.sessions(model.Session(s).position).id());
    placement.set_date(problem.days(model.Day(option(s).day).position).date());
    placement.set_start(FormatClock(option(s).start));
    placement.set_venue(problem.venues(place.venue).id());
    for (int m = 0; m < model.team_size; ++m) {
      if ((place.team >> m & 1) != 0) placement.add_reviewers(problem.team(m).id());
    }
  }
  return timetable;
}

}  // namespace peerchallenge::scheduling::planning::timetable

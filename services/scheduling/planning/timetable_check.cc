#include "services/scheduling/planning/timetable_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/scheduling/planning/clock.h"

namespace peerchallenge::scheduling::planning {
namespace {

// A placement with its times in minutes.
struct Placed {
  const v1::TimetableSession* session;
  const v1::Placement* placement;
  const v1::TimetableDay* day;
  int start;
  int end;

  const std::string& id() const { return session->id(); }
  const std::string& date() const { return placement->date(); }
  const std::string& venue() const { return placement->venue(); }
  auto Order() const { return std::tie(date(), start, end, venue(), id()); }
};

int Minutes(const std::string& clock) { return ParseClock(clock).value_or(0); }

template <typename List>
bool Names(const List& list, const std::string& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

template <typename List>
bool HasWindowAt(const List& windows, const std::string& date, int start, int end) {
  return std::any_of(windows.begin(), windows.end(), [&](const v1::TimeWindow& window) {
    return window.date() == date && Minutes(window.start()) < end && start < Minutes(window.end());
  });
}

// Whether start to end lies in the union of the date's windows.
template <typename List>
bool Covers(const List& windows, const std::string& date, int start, int end) {
  std::vector<std::pair<int, int>> spans;
  for (const v1::TimeWindow& window : windows) {
    if (window.date() == date) {
      spans.emplace_back(Minutes(window.start()), Minutes(window.end()));
    }
  }
  std::sort(spans.begin(), spans.end());
  int at = start;
  for (const auto& [from, to] : spans) {
    if (from <= at && at < to) at = to;
  }
  return at >= end;
}

class Checker {
 public:
  explicit Checker(const v1::TimetableProblem& problem) : problem_(problem) {
    for (const auto& day : problem.days()) days_[day.date()] = &day;
    for (const auto& group : problem.groups()) groups_[group.id()] = &group;
    for (const auto& session : problem.sessions()) sessions_[session.id()] = &session;
    for (int v = 0; v < problem.venues_size(); ++v) venues_[problem.venues(v).id()] = v;
    for (const auto& member : problem.team()) {
      team_[member.id()] = &member;
      busy_[member.id()] = 0;
    }
  }

  TimetableCheck Check(const v1::Timetable& timetable) {
    MatchPlacements(timetable);
    for (const Placed& placed : placed_) {
      CheckTime(placed);
      CheckPins(placed);
      CheckGroups(placed);
      CheckTeam(placed);
      CheckThemes(placed);
      CheckOrder(placed);
    }
    CheckMandatory();
    CheckRooms();
    CheckGroupClashes();
    for (const auto& [key, attended] : attended_) CheckDay(*key.first, attended);
    return Total();
  }

 private:
  using Key = std::pair<const v1::TimetableMember*, std::string>;  // member and date
  struct KeyOrder {
    bool operator()(const Key& a, const Key& b) const {
      return std::tie(a.first->id(), a.second) < std::tie(b.first->id(), b.second);
    }
  };

  static v1::TimeWindow Window(const std::string& date, int start, int end) {
    v1::TimeWindow window;
    window.set_date(date);
    window.set_start(FormatClock(start));
    window.set_end(FormatClock(std::min(end, kMinutesPerDay)));
    return window;
  }
  static v1::TimeWindow TimeOf(const Placed& placed) {
    return Window(placed.date(), placed.start, placed.end);
  }

  void Break(const char* rule, std::vector<std::string> sessions, std::string subject,
             v1::TimeWindow time, std::string description) {
    result_.violations.push_back(
        {rule, std::move(sessions), std::move(subject), std::move(time), std::move(description)});
  }
  void Break(const char* rule, const Placed& placed, std::string subject,
             const std::string& description) {
    Break(rule, {placed.id()}, std::move(subject), TimeOf(placed),
          absl::StrCat(placed.id(), " ", description));
  }

  // Which placement is for which session, in order of time.
  void MatchPlacements(const v1::Timetable& timetable) {
    std::set<std::string> seen;
    for (const auto& placement : timetable.placements()) {
      const std::string& id = placement.session();
      const auto session = sessions_.find(id);
      const auto day = days_.find(placement.date());
      const auto start = ParseClock(placement.start());
      if (session == sessions_.end()) {
        Break("T1", {id}, "", {}, absl::StrCat("there is no session '", id, "'"));
      } else if (day == days_.end() || !start.has_value()) {
        Break("T1", {id}, "", {},
              absl::StrCat(id, " is on '", placement.date(), "' at '", placement.start(),
                           "', which is no time of the visit"));
      } else if (!seen.insert(id).second) {
        Break("T1", {id}, "", {}, absl::StrCat(id, " is placed twice"));
      } else {
        placed_.push_back({session->second, &placement, day->second, *start,
                           *start + session->second->minutes()});
      }
    }
    std::sort(placed_.begin(), placed_.end(),
              [](const Placed& a, const Placed& b) { return a.Order() < b.Order(); });
    for (const Placed& placed : placed_) placed_by_id_[placed.id()] = &placed;
  }

  // T1 without the pins.
  void CheckTime(const Placed& placed) {
    const v1::TimetableSession& session = *placed.session;
    const std::string at = absl::StrCat("starts at ", placed.placement->start());
    if (placed.start % problem_.slot_minutes() != 0) {
      Break("T1", placed, "",
            absl::StrCat(at, ", not on a multiple of ", problem_.slot_minutes(), " minutes"));
    }
    if (placed.start < Minutes(placed.day->start()) || placed.end > Minutes(placed.day->end())) {
      Break("T1", placed, "",
            absl::StrCat("lies outside the day, ", placed.day->start(), " to ", placed.day->end()));
    }
    if (session.dates_size() > 0 && !Names(session.dates(), placed.date())) {
      Break("T1", placed, "", absl::StrCat("must not be on ", placed.date()));
    }
    if (!session.earliest().empty() && placed.start < Minutes(session.earliest())) {
      Break("T1", placed, "", absl::StrCat(at, ", before ", session.earliest()));
    }
    if (!session.latest_end().empty() && placed.end > Minutes(session.latest_end())) {
      Break("T1", placed, "", absl::StrCat("ends after ", session.latest_end()));
    }
  }

  // T1: the pinned parts. T2: whether the venue is allowed.
  void CheckPins(const Placed& placed) {
    const v1::Placement& pin = placed.session->pinned();
    const v1::Placement& now = *placed.placement;
    const auto pinned = [&](const std::string& wanted, const std::string& got) {
      if (!wanted.empty() && wanted != got) {
        Break("T1", placed, "", absl::StrCat("is pinned to ", wanted, " but is at '", got, "'"));
      }
    };
    pinned(pin.date(), now.date());
    pinned(pin.start(), now.start());
    pinned(pin.venue(), now.venue());
    if (pin.reviewers_size() > 0 &&
        std::set<std::string>(pin.reviewers().begin(), pin.reviewers().end()) !=
            std::set<std::string>(now.reviewers().begin(), now.reviewers().end())) {
      Break("T1", placed, "",
            absl::StrCat("is pinned to the reviewers ", absl::StrJoin(pin.reviewers(), ", ")));
    }
    if (!venues_.contains(now.venue()) || !Names(placed.session->venues(), now.venue())) {
      Break("T2", placed, now.venue(), absl::StrCat("must not be at venue '", now.venue(), "'"));
    }
  }

  // T3 for one session, and the perspectives that it meets.
  void CheckGroups(const Placed& placed) {
    for (const auto& id :
         std::set<std::string>(placed.session->groups().begin(), placed.session->groups().end())) {
      const v1::TimetableGroup& group = *groups_.at(id);
      if (group.available_size() > 0 &&
          !Covers(group.available(), placed.date(), placed.start, placed.end)) {
        Break("T3", placed, id, absl::StrCat("is at a time when ", id, " cannot come"));
      }
      met_by_[id].push_back(&placed);
      if (group.perspective() == v1::TimetableGroup::PERSPECTIVE_UNSPECIFIED) continue;
      for (const auto& line : placed.session->lines()) met_[line].insert(group.perspective());
    }
  }

  // T4, and who is where.
  void CheckTeam(const Placed& placed) {
    const v1::TimetableSession& session = *placed.session;
    const auto& list = placed.placement->reviewers();
    const std::set<std::string> reviewers(list.begin(), list.end());
    if (static_cast<int>(reviewers.size()) != list.size()) {
      Break("T4", placed, "", "lists a reviewer twice");
    }
    int known = 0;
    for (const std::string& id : reviewers) {
      const auto member = team_.find(id);
      if (member == team_.end()) {
        Break("T4", placed, id, absl::StrCat("is given to '", id, "', who is not on the team"));
        continue;
      }
      ++known;
      if (HasWindowAt(member->second->unavailable(), placed.date(), placed.start, placed.end)) {
        Break("T4", placed, id, absl::StrCat("is at a time when ", id, " is away"));
      }
      attended_[{member->second, placed.date()}].push_back(&placed);
    }
    if (session.whole_team() && known != problem_.team_size()) {
      Break("T4", placed, "", "needs the whole team");
    }
    if (session.whole_team()) return;
    if (list.size() != session.reviewers_needed()) {
      Break("T4", placed, "",
            absl::StrCat("has ", list.size(), " reviewers and needs ", session.reviewers_needed()));
    }
    if (!reviewers.empty()) sets_.insert(reviewers);
  }

  // T9.
  void CheckThemes(const Placed& placed) {
    const auto& reviewers = placed.placement->reviewers();
    for (const auto& theme : placed.session->themes()) {
      const bool held = std::any_of(reviewers.begin(), reviewers.end(), [&](const auto& id) {
        const auto member = team_.find(id);
        return member != team_.end() && Names(member->second->themes(), theme);
      });
      if (!held) Break("T9", placed, theme, absl::StrCat("has nobody for ", theme));
    }
  }

  // T7.
  void CheckOrder(const Placed& placed) {
    for (const auto& id : placed.session->after()) {
      const auto other = placed_by_id_.find(id);
      if (other == placed_by_id_.end()) {
        if (sessions_.at(id)->mandatory()) {
          Break("T7", {id, placed.id()}, "", TimeOf(placed),
                absl::StrCat(placed.id(), " must come after ", id, ", which is not placed"));
        }
        continue;
      }
      const Placed& before = *other->second;
      if (std::tie(before.date(), before.end) > std::tie(placed.date(), placed.start)) {
        Break("T7", {id, placed.id()}, "", TimeOf(placed),
              absl::StrCat(placed.id(), " must not start before ", id, " has ended"));
      }
    }
  }

  // T8.
  void CheckMandatory() {
    for (const auto& session : problem_.sessions()) {
      if (placed_by_id_.contains(session.id())) continue;
      items_.set_unplaced(items_.unplaced() + session.priority());
      if (session.mandatory()) {
        Break("T8", {session.id()}, "", {}, absl::StrCat(session.id(), " must be placed"));
      }
    }
  }

  // T2: for each session that finds no room when it starts, those that have them.
  void CheckRooms() {
    std::map<std::pair<std::string, std::string>, std::vector<const Placed*>> held;
    for (const Placed& placed : placed_) held[{placed.venue(), placed.date()}].push_back(&placed);
    for (const auto& [where, sessions] : held) {
      const auto venue = venues_.find(where.first);
      if (venue == venues_.end()) continue;
      for (size_t i = 0; i < sessions.size(); ++i) {
        std::vector<std::string> together;
        for (size_t k = 0; k <= i; ++k) {
          if (sessions[k]->end > sessions[i]->start) together.push_back(sessions[k]->id());
        }
        const int rooms = problem_.venues(venue->second).rooms();
        if (static_cast<int>(together.size()) <= rooms) continue;
        Break("T2", std::move(together), where.first, TimeOf(*sessions[i]),
              absl::StrCat(where.first, " holds more sessions at once than it has rooms (", rooms,
                           ")"));
      }
    }
  }

  // T3: no group in two sessions at once.
  void CheckGroupClashes() {
    for (const auto& [group, sessions] : met_by_) {
      const Placed* longest = nullptr;
      for (const Placed* placed : sessions) {
        if (longest != nullptr && longest->date() == placed->date() &&
            placed->start < longest->end) {
          Break("T3", {longest->id(), placed->id()}, group, TimeOf(*placed),
                absl::StrCat(group, " is in ", longest->id(), " and ", placed->id(), " at once"));
        }
        if (longest == nullptr || longest->date() != placed->date() || placed->end > longest->end) {
          longest = placed;
        }
      }
    }
  }

  int Travel(const Placed& from, const Placed& to) const {
    const auto a = venues_.find(from.venue()), b = venues_.find(to.venue());
    if (a == venues_.end() || b == venues_.end()) return 0;
    return problem_.travel_minutes(a->second * problem_.venues_size() + b->second);
  }

  // T5, T6 and the cost of one member's day.
  void CheckDay(const v1::TimetableMember& member, const std::vector<const Placed*>& attended) {
    const v1::TimetableDay& day = *attended.front()->day;
    int64_t work = 0, moved = 0;
    std::vector<std::pair<int, int>> free = {{Minutes(day.start()), attended.front()->start},
                                             {attended.back()->end, Minutes(day.end())}};
    for (size_t i = 0; i < attended.size(); ++i) {
      work += attended[i]->session->minutes();
      if (i == 0) continue;
      const Placed& a = *attended[i - 1];
      const Placed& b = *attended[i];
      const int travel = Travel(a, b);
      moved += travel;
      if (b.start - a.end < travel) BreakGap(member, a, b, travel);
      free.emplace_back(a.end, b.start - travel);
      free.emplace_back(a.end + travel, b.start);
    }
    busy_[member.id()] += work;
    items_.set_travel(items_.travel() + moved);
    const int first = attended.front()->start, last = attended.back()->end;
    const int64_t lunch = Lunch(member, attended, free, first, last);
    items_.set_idle(items_.idle() + std::max<int64_t>(0, last - first - work - moved - lunch));
  }

  void BreakGap(const v1::TimetableMember& member, const Placed& a, const Placed& b, int travel) {
    const std::string how =
        b.start < a.end ? "" : absl::StrCat(": the way takes ", travel, " minutes");
    Break("T5", {a.id(), b.id()}, member.id(),
          Window(b.date(), std::min(a.end, b.start), std::max(a.end, b.start)),
          absl::StrCat(member.id(), " cannot attend both ", a.id(), " and ", b.id(), how));
  }

  // T6; returns the lunch minutes that do not count as waiting.
  int64_t Lunch(const v1::TimetableMember& member, const std::vector<const Placed*>& attended,
                const std::vector<std::pair<int, int>>& free, int first, int last) {
    const v1::TimetableDay& day = *attended.front()->day;
    const int lunch = day.lunch_minutes();
    if (lunch == 0) return 0;
    const int from = Minutes(day.lunch_start()), to = Minutes(day.lunch_end());
    const bool eats = std::any_of(free.begin(), free.end(), [&](const auto& span) {
      return std::min(span.second, to) - std::max(span.first, from) >= lunch;
    });
    if (!eats) {
      std::vector<std::string> sessions;
      for (const Placed* placed : attended) {
        if (placed->start < to && placed->end > from) sessions.push_back(placed->id());
      }
      Break("T6", std::move(sessions), member.id(), Window(day.date(), from, to),
            absl::StrCat(member.id(), " has no ", lunch, " minutes for lunch on ", day.date()));
    }
    return first < to && last > from ? lunch : 0;
  }

  int64_t Balance() const {
    if (busy_.empty()) return 0;
    const auto less = [](const auto& a, const auto& b) { return a.second < b.second; };
    const auto [least, most] = std::minmax_element(busy_.begin(), busy_.end(), less);
    return most->second - least->second;
  }

  int64_t Coverage() {
    std::set<std::string> lines;
    for (const auto& session : problem_.sessions()) {
      lines.insert(session.lines().begin(), session.lines().end());
    }
    int64_t missing = 0;
    for (const std::string& line : lines) {
      missing += std::max<int64_t>(0, 2 - static_cast<int64_t>(met_[line].size()));
    }
    return missing;
  }

  int64_t Change() const {
    const v1::TimetableWeights& weights = problem_.weights();
    int64_t change = 0;
    for (const auto& old : problem_.incumbent().placements()) {
      if (!sessions_.contains(old.session())) continue;
      const auto found = placed_by_id_.find(old.session());
      if (found == placed_by_id_.end()) {
        change += weights.change_time();
        continue;
      }
      const v1::Placement& now = *found->second->placement;
      const bool moved =
          now.date() != old.date() || now.start() != old.start() || now.venue() != old.venue();
      change += moved ? weights.change_time() : 0;
      std::set<std::string> left(old.reviewers().begin(), old.reviewers().end());
      for (const auto& reviewer : now.reviewers()) left.erase(reviewer);
      change += weights.change_reviewer() * static_cast<int64_t>(left.size());
    }
    return change;
  }

  TimetableCheck Total() {
    const v1::TimetableWeights& weights = problem_.weights();
    v1::TimetableCostItems& items = result_.cost_items;
    items.set_unplaced(items_.unplaced() * weights.unplaced());
    items.set_travel(items_.travel() * weights.travel());
    items.set_idle(items_.idle() * weights.idle());
    items.set_balance(Balance() * weights.balance());
    items.set_pairs(static_cast<int64_t>(sets_.size()) * weights.pairs());
    items.set_coverage(Coverage() * weights.coverage());
    items.set_change(Change());
    result_.cost = items.unplaced() + items.travel() + items.idle() + items.balance() +
                   items.pairs() + items.coverage() + items.change();
    return std::move(result_);
  }

  const v1::TimetableProblem& problem_;
  TimetableCheck result_;
  v1::TimetableCostItems items_;  // before the weights
  std::map<std::string, const v1::TimetableDay*> days_;
  std::map<std::string, const v1::TimetableGroup*> groups_;
  std::map<std::string, const v1::TimetableSession*> sessions_;
  std::map<std::string, const v1::TimetableMember*> team_;
  std::map<std::string, int> venues_;
  std::vector<Placed> placed_;
  std::map<std::string, const Placed*> placed_by_id_;
  // In order of time, as placed_ is.
  std::map<Key, std::vector<const Placed*>, KeyOrder> attended_;
  std::map<std::string, std::vector<const Placed*>> met_by_;
  std::map<std::string, std::set<int>> met_;  // line to perspectives
  std::set<std::set<std::string>> sets_;
  std::map<std::string, int64_t> busy_;
};

}  // namespace

TimetableCheck CheckTimetable(const v1::TimetableProblem& problem, const v1::Timetable& timetable) {
  return Checker(problem).Check(timetable);
}

}  // namespace peerchallenge::scheduling::planning

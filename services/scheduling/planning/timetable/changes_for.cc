#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "services/scheduling/planning/clock.h"
#include "services/scheduling/planning/timetable/change.h"
#include "services/scheduling/planning/timetable_check.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

using Index = std::unordered_map<std::string, int>;

template <typename List>
Index IndexOf(const List& list) {
  Index index;
  for (const auto& entry : list) index.emplace(entry.id(), static_cast<int>(index.size()));
  return index;
}

template <typename List>
bool Has(const List& list, const std::string& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

int Minutes(const std::string& clock) { return ParseClock(clock).value_or(0); }

// Compares a timetable with what the problem says, rule by rule.
class Comparer {
 public:
  Comparer(const v1::TimetableProblem& problem, const v1::Timetable& timetable)
      : problem_(problem),
        timetable_(timetable),
        venues_(IndexOf(problem.venues())),
        groups_(IndexOf(problem.groups())),
        team_(IndexOf(problem.team())) {
    for (int d = 0; d < problem.days_size(); ++d) days_.emplace(problem.days(d).date(), d);
    for (const auto& placement : timetable.placements()) {
      placed_.emplace(placement.session(), &placement);
    }
  }

  Changes Compare() {
    for (int s = 0; s < problem_.sessions_size(); ++s) {
      const auto placement = placed_.find(problem_.sessions(s).id());
      if (placement != placed_.end()) {
        Session(s, *placement->second);
      } else if (problem_.sessions(s).mandatory()) {
        Need(ChangeKind::kOptional, s);
      }
    }
    DayEnds();
    Rooms();
    Lunches();
    return std::move(changes_);
  }

 private:
  struct Stretch {
    int start, end;
  };

  void Need(ChangeKind kind, int a, int b = 0, int from = 0, int to = 0) {
    changes_.insert({kind, a, b, from, to});
  }

  void Session(int s, const v1::Placement& placement) {
    const v1::TimetableSession& session = problem_.sessions(s);
    const int day = days_.at(placement.date()), start = Minutes(placement.start());
    const Stretch time{start, start + session.minutes()};
    times_[day].push_back(time);
    in_venue_[{venues_.at(placement.venue()), day}].push_back(time);
    Hours(s, day, time);
    Pins(s, placement);
    if (!Has(session.venues(), placement.venue())) {
      Need(ChangeKind::kVenue, s, venues_.at(placement.venue()));
    }
    for (const auto& group : session.groups()) Group(groups_.at(group), day, time);
    Team(s, day, time, placement);
    Order(s, placement.date(), start);
  }

  void Hours(int s, int day, Stretch time) {
    const v1::TimetableSession& session = problem_.sessions(s);
    if (session.dates_size() > 0 && !Has(session.dates(), problem_.days(day).date())) {
      Need(ChangeKind::kDate, s, day);
    }
    if (!session.earliest().empty() && time.start < Minutes(session.earliest())) {
      Need(ChangeKind::kEarliest, s, 0, time.start);
    }
    if (!session.latest_end().empty() && time.end > Minutes(session.latest_end())) {
      Need(ChangeKind::kLatestEnd, s, 0, 0, time.end);
    }
  }

  void Pins(int s, const v1::Placement& now) {
    const v1::Placement& pin = problem_.sessions(s).pinned();
    const auto differs = [](const std::string& wanted, const std::string& got) {
      return !wanted.empty() && wanted != got;
    };
    if (differs(pin.date(), now.date())) Need(ChangeKind::kPinnedDate, s);
    if (differs(pin.start(), now.start())) Need(ChangeKind::kPinnedStart, s);
    if (differs(pin.venue(), now.venue())) Need(ChangeKind::kPinnedVenue, s);
    const std::set<std::string> wanted(pin.reviewers().begin(), pin.reviewers().end());
    const std::set<std::string> got(now.reviewers().begin(), now.reviewers().end());
    if (!wanted.empty() && wanted != got) Need(ChangeKind::kPinnedTeam, s);
  }

  void Group(int g, int day, Stretch time) {
    const auto& windows = problem_.groups(g).available();
    if (windows.empty()) return;
    // Minute by minute: windows may overlap and touch.
    const std::string& date = problem_.days(day).date();
    for (int minute = time.start; minute < time.end; ++minute) {
      const bool there = std::any_of(windows.begin(), windows.end(), [&](const auto& window) {
        return window.date() == date && Minutes(window.start()) <= minute &&
               minute < Minutes(window.end());
      });
      if (!there) return Need(ChangeKind::kGroupHours, g, day, time.start, time.end);
    }
  }

  void Team(int s, int day, Stretch time, const v1::Placement& placement) {
    const v1::TimetableSession& session = problem_.sessions(s);
    const int needed = session.whole_team() ? problem_.team_size() : session.reviewers_needed();
    if (placement.reviewers_size() < needed) {
      Need(ChangeKind::kReviewers, s, 0, 0, placement.reviewers_size());
    }
    std::set<std::string> themes;
    for (const auto& id : placement.reviewers()) {
      const int m = team_.at(id);
      const v1::TimetableMember& member = problem_.team(m);
      themes.insert(member.themes().begin(), member.themes().end());
      for (const v1::TimeWindow& window : member.unavailable()) {
        if (window.date() == placement.date() && Minutes(window.start()) < time.end &&
            time.start < Minutes(window.end())) {
          Need(ChangeKind::kPresence, m, day, time.start, time.end);
        }
      }
    }
    for (int k = 0; k < session.themes_size(); ++k) {
      if (themes.insert(session.themes(k)).second) Need(ChangeKind::kTheme, s, k);
    }
  }

  void Order(int s, const std::string& date, int start) {
    for (const auto& id : problem_.sessions(s).after()) {
      const int other = SessionAt(id);
      const auto before = placed_.find(id);
      if (before == placed_.end()) continue;
      const int end = Minutes(before->second->start()) + problem_.sessions(other).minutes();
      if (std::tie(before->second->date(), end) > std::tie(date, start)) {
        Need(ChangeKind::kAfter, s, other);
      }
    }
  }

  int SessionAt(const std::string& id) const {
    int s = 0;
    while (problem_.sessions(s).id() != id) ++s;
    return s;
  }

  void DayEnds() {
    for (const auto& [day, times] : times_) {
      int first = Minutes(problem_.days(day).start()), last = Minutes(problem_.days(day).end());
      const int start = first, end = last;
      for (const Stretch& time : times) {
        first = std::min(first, time.start);
        last = std::max(last, time.end);
      }
      if (first < start) Need(ChangeKind::kDayStart, day, 0, first);
      if (last > end) Need(ChangeKind::kDayEnd, day, 0, 0, last);
    }
  }

  void Rooms() {
    for (const auto& [where, times] : in_venue_) {
      int most = 0;
      for (const Stretch& one : times) {
        const auto at_once = std::count_if(times.begin(), times.end(), [&](const Stretch& other) {
          return other.start <= one.start && one.start < other.end;
        });
        most = std::max(most, static_cast<int>(at_once));
      }
      if (most > problem_.venues(where.first).rooms()) {
        most_rooms_[where.first] = std::max(most_rooms_[where.first], most);
      }
    }
    for (const auto& [venue, most] : most_rooms_) Need(ChangeKind::kRooms, venue, 0, 0, most);
  }

  // The longest lunch for which the day leaves time.
  void Lunches() {
    v1::TimetableProblem shorter = problem_;
    for (int d = 0; d < problem_.days_size(); ++d) {
      int minutes = problem_.days(d).lunch_minutes();
      while (minutes > 0 && BreaksLunch(shorter, problem_.days(d).date())) {
        minutes = (minutes - 1) / kLunchStep * kLunchStep;
        shorter.mutable_days(d)->set_lunch_minutes(minutes);
      }
      if (minutes < problem_.days(d).lunch_minutes()) {
        Need(ChangeKind::kLunch, d, 0, 0, minutes);
      }
    }
  }

  bool BreaksLunch(const v1::TimetableProblem& problem, const std::string& date) const {
    const auto violations = CheckTimetable(problem, timetable_).violations;
    return std::any_of(violations.begin(), violations.end(), [&](const TimetableViolation& v) {
      return v.rule == "T6" && v.time.date() == date;
    });
  }

  static constexpr int kLunchStep = 5;  // minutes

  const v1::TimetableProblem& problem_;
  const v1::Timetable& timetable_;
  const Index venues_, groups_, team_;
  std::unordered_map<std::string, int> days_;
  std::unordered_map<std::string, const v1::Placement*> placed_;
  std::map<int, std::vector<Stretch>> times_;                     // by day
  std::map<std::pair<int, int>, std::vector<Stretch>> in_venue_;  // by venue and day
  std::map<int, int> most_rooms_;                                 // by venue, where too few
  Changes changes_;
};

}  // namespace

Changes ChangesFor(const v1::TimetableProblem& problem, const v1::Timetable& timetable) {
  return Comparer(problem, timetable).Compare();
}

}  // namespace peerchallenge::scheduling::planning::timetable

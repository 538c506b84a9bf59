#include "services/scheduling/planning/timetable/facts.h"

#include <algorithm>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace peerchallenge::scheduling::planning::timetable {
namespace {

using Index = std::unordered_map<std::string, int>;

template <typename List>
Index IndexOf(const List& list) {
  Index index;
  for (const auto& entry : list) index.emplace(entry.id(), static_cast<int>(index.size()));
  return index;
}

// Gathers the facts of one kind after the other, each once and in a fixed order. Those about venues
// concern all sessions: without its own venues a session may be held anywhere.
class Gatherer {
 public:
  Gatherer(const v1::TimetableProblem& problem, const std::vector<int>& sessions)
      : problem_(problem),
        sessions_(sessions.begin(), sessions.end()),
        group_index_(IndexOf(problem.groups())),
        session_index_(IndexOf(problem.sessions())) {
    for (const int s : sessions_) {
      for (const auto& id : problem.sessions(s).groups()) groups_.insert(group_index_.at(id));
    }
  }

  // What concerns single people and ways first: the more general says more.
  std::vector<Fact> Gather() {
    for (int m = 0; m < problem_.team_size(); ++m) {
      if (problem_.team(m).unavailable_size() > 0) Add(FactKind::kAway, m);
    }
    Ways();
    for (int d = 0; d < problem_.days_size(); ++d) {
      if (problem_.days(d).lunch_minutes() > 0) Add(FactKind::kLunch, d);
    }
    for (int v = 0; v < problem_.venues_size(); ++v) Add(FactKind::kRooms, v);
    for (const int g : groups_) {
      if (sessions_.size() > 1) Add(FactKind::kOneSession, g);
      if (problem_.groups(g).available_size() > 0) Add(FactKind::kGroupHours, g);
    }
    for (const int s : sessions_) Session(s);
    Add(FactKind::kOnePlace, 0);
    for (const int s : sessions_) {
      Add(FactKind::kTeamNeeded, s);
      Add(FactKind::kVenues, s);
    }
    for (int d = 0; d < problem_.days_size(); ++d) Add(FactKind::kDay, d);
    return std::move(facts_);
  }

 private:
  void Add(FactKind kind, int a, int b = 0) { facts_.push_back({kind, a, b}); }

  void Ways() {
    if (sessions_.size() < 2) return;
    const int count = problem_.venues_size();
    for (int a = 0; a < count; ++a) {
      for (int b = a; b < count; ++b) {
        const bool takes_time = problem_.travel_minutes(a * count + b) > 0 ||
                                problem_.travel_minutes(b * count + a) > 0;
        if (takes_time) Add(FactKind::kTravel, a, b);
      }
    }
  }

  void Session(int s) {
    const v1::TimetableSession& session = problem_.sessions(s);
    std::set<std::string> themes;
    for (int k = 0; k < session.themes_size(); ++k) {
      if (themes.insert(session.themes(k)).second) Add(FactKind::kTheme, s, k);
    }
    std::set<int> before;
    for (const auto& id : session.after()) before.insert(session_index_.at(id));
    for (const int other : before) {
      if (sessions_.contains(other)) Add(FactKind::kAfter, s, other);
    }
    const v1::Placement& pin = session.pinned();
    if (session.dates_size() > 0) Add(FactKind::kDates, s);
    if (!session.earliest().empty() || !session.latest_end().empty()) Add(FactKind::kHours, s);
    if (!pin.date().empty()) Add(FactKind::kPinnedDate, s);
    if (!pin.start().empty()) Add(FactKind::kPinnedStart, s);
    if (!pin.venue().empty()) Add(FactKind::kPinnedVenue, s);
    if (pin.reviewers_size() > 0) Add(FactKind::kPinnedTeam, s);
  }

  const v1::TimetableProblem& problem_;
  const std::set<int> sessions_;
  const Index group_index_, session_index_;
  std::set<int> groups_;
  std::vector<Fact> facts_;
};

}  // namespace

std::vector<Fact> FactsAbout(const v1::TimetableProblem& problem,
                             const std::vector<int>& sessions) {
  return Gatherer(problem, sessions).Gather();
}

}  // namespace peerchallenge::scheduling::planning::timetable

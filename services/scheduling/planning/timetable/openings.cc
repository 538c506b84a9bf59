#include "services/scheduling/planning/timetable/openings.h"

#include <algorithm>
#include <string>

#include "services/scheduling/planning/clock.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

// How often a limit may be moved by one, a day's end by half an hour, lunch by a quarter.
constexpr int kMostLevels = 4;
constexpr int kDayStep = 30;    // minutes
constexpr int kLunchStep = 15;  // minutes

template <typename List>
bool Has(const List& list, const std::string& id) {
  return std::find(list.begin(), list.end(), id) != list.end();
}

int Minutes(const std::string& clock) { return ParseClock(clock).value_or(0); }

class Opener {
 public:
  Opener(const v1::TimetableProblem& problem, const std::vector<Fact>& conflict)
      : problem_(problem), conflict_(conflict) {}

  std::vector<Opening> Open() {
    for (const Fact& fact : conflict_) Open(fact);
    return std::move(openings_);
  }

 private:
  void Add(Opening opening) {
    if (!opening.empty() && !opening.front().empty()) openings_.push_back(std::move(opening));
  }
  void AddOne(const Change& change) { Add({{change}}); }

  // One step after the other from `value` by `by`, to `last` at most.
  void AddLevels(Change change, int Change::*field, int value, int by, int last) {
    Opening opening;
    for (int level = 0; level < kMostLevels && value != last; ++level) {
      value = by > 0 ? std::min(value + by, last) : std::max(value + by, last);
      change.*field = value;
      opening.push_back({change});
    }
    Add(std::move(opening));
  }

  void Open(const Fact& fact) {
    switch (fact.kind) {
      case FactKind::kDay:
      case FactKind::kLunch:
        return OpenDay(fact);
      case FactKind::kRooms:
        return AddLevels({ChangeKind::kRooms, fact.a}, &Change::to, problem_.venues(fact.a).rooms(),
                         1, problem_.sessions_size());
      case FactKind::kGroupHours:
        return OpenGroup(fact.a);
      case FactKind::kAway:
        return OpenMember(fact.a);
      case FactKind::kOneSession:
      case FactKind::kOnePlace:
      case FactKind::kTravel:
        return;  // facts of life
      case FactKind::kPinnedDate:
        return AddOne({ChangeKind::kPinnedDate, fact.a});
      case FactKind::kPinnedStart:
        return AddOne({ChangeKind::kPinnedStart, fact.a});
      case FactKind::kPinnedVenue:
        return AddOne({ChangeKind::kPinnedVenue, fact.a});
      case FactKind::kPinnedTeam:
        return AddOne({ChangeKind::kPinnedTeam, fact.a});
      case FactKind::kAfter:
        return AddOne({ChangeKind::kAfter, fact.a, fact.b});
      case FactKind::kTheme:
        return AddOne({ChangeKind::kTheme, fact.a, fact.b});
      case FactKind::kMandatory:
        return AddOne({ChangeKind::kOptional, fact.a});
      case FactKind::kDates:
      case FactKind::kHours:
      case FactKind::kVenues:
      case FactKind::kTeamNeeded:
        return OpenSession(fact);
    }
  }

  void OpenDay(const Fact& fact) {
    const v1::TimetableDay& day = problem_.days(fact.a);
    if (fact.kind == FactKind::kLunch) {
      return AddLevels({ChangeKind::kLunch, fact.a}, &Change::to, day.lunch_minutes(), -kLunchStep,
                       0);
    }
    AddLevels({ChangeKind::kDayEnd, fact.a}, &Change::to, Minutes(day.end()), kDayStep,
              kMinutesPerDay);
    AddLevels({ChangeKind::kDayStart, fact.a}, &Change::from, Minutes(day.start()), -kDayStep, 0);
  }

  void OpenGroup(int g) {
    Changes all;
    for (int d = 0; d < problem_.days_size(); ++d) {
      const v1::TimetableDay& day = problem_.days(d);
      all.insert({ChangeKind::kGroupHours, g, d, Minutes(day.start()), Minutes(day.end())});
    }
    Add({all});
  }

  void OpenMember(int m) {
    Changes all;
    for (int d = 0; d < problem_.days_size(); ++d) {
      for (const v1::TimeWindow& window : problem_.team(m).unavailable()) {
        if (window.date() != problem_.days(d).date()) continue;
        all.insert({ChangeKind::kPresence, m, d, Minutes(window.start()), Minutes(window.end())});
      }
    }
    Add({all});
  }

  void OpenSession(const Fact& fact) {
    const int s = fact.a;
    const v1::TimetableSession& session = problem_.sessions(s);
    Changes all;
    if (fact.kind == FactKind::kDates) {
      for (int d = 0; d < problem_.days_size(); ++d) {
        if (!Has(session.dates(), problem_.days(d).date())) all.insert({ChangeKind::kDate, s, d});
      }
    } else if (fact.kind == FactKind::kVenues) {
      for (int v = 0; v < problem_.venues_size(); ++v) {
        const v1::TimetableVenue& venue = problem_.venues(v);
        if (venue.rooms() > 0 && !Has(session.venues(), venue.id())) {
          all.insert({ChangeKind::kVenue, s, v});
        }
      }
    } else if (fact.kind == FactKind::kHours) {
      if (!session.earliest().empty()) all.insert({ChangeKind::kEarliest, s});
      if (!session.latest_end().empty()) {
        all.insert({ChangeKind::kLatestEnd, s, 0, 0, kMinutesPerDay});
      }
    } else {
      const int needed = session.whole_team() ? problem_.team_size() : session.reviewers_needed();
      // More than the team has is never enough, and somebody should come.
      const int most = std::min(needed, problem_.team_size() + 1);
      if (most > 1) AddLevels({ChangeKind::kReviewers, s}, &Change::to, most, -1, 1);
      return;
    }
    Add({all});
  }

  const v1::TimetableProblem& problem_;
  const std::vector<Fact>& conflict_;
  std::vector<Opening> openings_;
};

}  // namespace

std::vector<Opening> OpeningsFor(const v1::TimetableProblem& problem,
                                 const std::vector<Fact>& conflict) {
  return Opener(problem, conflict).Open();
}

}  // namespace peerchallenge::scheduling::planning::timetable

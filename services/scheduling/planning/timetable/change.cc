#include "services/scheduling/planning/timetable/change.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "services/scheduling/planning/clock.h"

namespace peerchallenge::scheduling::planning::timetable {
namespace {

template <typename List>
void Erase(List& list, const std::string& id) {
  list.erase(std::remove(list.begin(), list.end(), id), list.end());
}

v1::TimeWindow Window(const std::string& date, int from, int to) {
  v1::TimeWindow window;
  window.set_date(date);
  window.set_start(FormatClock(from));
  window.set_end(FormatClock(to));
  return window;
}

// Takes the time out of the windows.
void CutOut(const std::string& date, int from, int to,
            google::protobuf::RepeatedPtrField<v1::TimeWindow>& windows) {
  std::vector<v1::TimeWindow> rest;
  for (const v1::TimeWindow& window : windows) {
    const int start = ParseClock(window.start()).value_or(0);
    const int end = ParseClock(window.end()).value_or(0);
    if (window.date() != date || end <= from || to <= start) {
      rest.push_back(window);
      continue;
    }
    if (start < from) rest.push_back(Window(date, start, from));
    if (to < end) rest.push_back(Window(date, to, end));
  }
  windows.Assign(rest.begin(), rest.end());
}

void ApplyToSession(const v1::TimetableProblem& problem, const Change& change,
                    v1::TimetableSession& session) {
  switch (change.kind) {
    case ChangeKind::kPinnedDate:
      session.mutable_pinned()->clear_date();
      break;
    case ChangeKind::kPinnedStart:
      session.mutable_pinned()->clear_start();
      break;
    case ChangeKind::kPinnedVenue:
      session.mutable_pinned()->clear_venue();
      break;
    case ChangeKind::kPinnedTeam:
      session.mutable_pinned()->clear_reviewers();
      break;
    case ChangeKind::kDate:
      session.add_dates(problem.days(change.b).date());
      break;
    case ChangeKind::kEarliest:
      session.set_earliest(FormatClock(change.from));
      break;
    case ChangeKind::kLatestEnd:
      session.set_latest_end(FormatClock(change.to));
      break;
    case ChangeKind::kVenue:
      session.add_venues(problem.venues(change.b).id());
      break;
    case ChangeKind::kReviewers:
      session.set_whole_team(false);
      session.set_reviewers_needed(change.to);
      break;
    case ChangeKind::kAfter:
      Erase(*session.mutable_after(), problem.sessions(change.b).id());
      break;
    case ChangeKind::kTheme:
      Erase(*session.mutable_themes(), problem.sessions(change.a).themes(change.b));
      break;
    default:
      session.set_mandatory(false);
      break;
  }
}

void Apply(const v1::TimetableProblem& problem, const Change& change,
           v1::TimetableProblem& changed) {
  switch (change.kind) {
    case ChangeKind::kDayStart:
      changed.mutable_days(change.a)->set_start(FormatClock(change.from));
      break;
    case ChangeKind::kDayEnd:
      changed.mutable_days(change.a)->set_end(FormatClock(change.to));
      break;
    case ChangeKind::kLunch:
      changed.mutable_days(change.a)->set_lunch_minutes(change.to);
      break;
    case ChangeKind::kRooms:
      changed.mutable_venues(change.a)->set_rooms(change.to);
      break;
    case ChangeKind::kGroupHours:
      *changed.mutable_groups(change.a)->add_available() =
          Window(problem.days(change.b).date(), change.from, change.to);
      break;
    case ChangeKind::kPresence:
      CutOut(problem.days(change.b).date(), change.from, change.to,
             *changed.mutable_team(change.a)->mutable_unavailable());
      break;
    case ChangeKind::kPinnedDate:
    case ChangeKind::kPinnedStart:
    case ChangeKind::kPinnedVenue:
    case ChangeKind::kPinnedTeam:
    case ChangeKind::kDate:
    case ChangeKind::kEarliest:
    case ChangeKind::kLatestEnd:
    case ChangeKind::kVenue:
    case ChangeKind::kReviewers:
    case ChangeKind::kAfter:
    case ChangeKind::kTheme:
    case ChangeKind::kOptional:
      ApplyToSession(problem, change, *changed.mutable_sessions(change.a));
      break;
  }
}

}  // namespace

v1::TimetableProblem Changed(const v1::TimetableProblem& problem, const Changes& changes) {
  v1::TimetableProblem changed = problem;
  for (const Change& change : changes) Apply(problem, change, changed);
  return changed;
}

}  // namespace peerchallenge::scheduling::planning::timetable

#include "services/scheduling/visits/frozen.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "common/validation/resource_name.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visits/visit_time.h"

namespace peerchallenge::scheduling {
namespace {

bool Attends(const v1::Placement& placement, const std::string& member) {
  const auto& reviewers = placement.reviewers();
  return std::find(reviewers.begin(), reviewers.end(), member) != reviewers.end();
}

}  // namespace

FrozenSessions::FrozenSessions(const Visit& visit, absl::Time freeze) {
  if (!visit.in_force) return;
  for (const v1::Placement& placement : visit.in_force->timetable().placements()) {
    const v1::Session* session = FindSession(visit, SessionName(visit, placement.session()));
    const auto start = planning::ParseClock(placement.start());
    if (session == nullptr || !start || StartOf(placement) >= freeze) continue;
    placements_[placement.session()] = {&placement, {*start, *start + session->minutes()}};
  }
}

void FrozenSessions::Free(const std::string& member, DaySpans& spans) const {
  for (const auto& [session, frozen] : placements_) {
    if (Attends(*frozen.placement, member)) spans.Remove(frozen.placement->date(), frozen.span);
  }
}

void FrozenSessions::FreeVenue(const std::string& venue, DaySpans& spans) const {
  for (const auto& [session, frozen] : placements_) {
    if (frozen.placement->venue() == venue) spans.Remove(frozen.placement->date(), frozen.span);
  }
}

bool FrozenSessions::UseVenue(const std::string& venue, const std::string& date, Span span) const {
  return std::any_of(placements_.begin(), placements_.end(), [&](const auto& entry) {
    const Frozen& frozen = entry.second;
    return frozen.placement->venue() == venue && frozen.placement->date() == date &&
           frozen.span.Overlaps(span);
  });
}

void FrozenSessions::Apply(v1::TimetableProblem& problem) const {
  if (placements_.empty()) return;
  AddFormerMembers(problem);
  for (v1::TimetableSession& session : *problem.mutable_sessions()) {
    const auto found = placements_.find(session.id());
    if (found == placements_.end()) continue;
    Pin(found->second, session);
    Widen(found->second, problem);
  }
}

void FrozenSessions::Pin(const Frozen& frozen, v1::TimetableSession& session) const {
  const v1::Placement& placement = *frozen.placement;
  *session.mutable_pinned() = placement;
  session.mutable_pinned()->clear_session();
  session.clear_venues();
  session.add_venues(placement.venue());
  session.set_whole_team(false);
  session.set_reviewers_needed(placement.reviewers_size());
  session.set_mandatory(true);
  session.clear_themes();
  session.clear_dates();
  session.clear_earliest();
  session.clear_latest_end();
  session.clear_after();
}

// Lets slots, day and groups' hours hold the session.
void FrozenSessions::Widen(const Frozen& frozen, v1::TimetableProblem& problem) const {
  const std::string& date = frozen.placement->date();
  problem.set_slot_minutes(std::gcd(problem.slot_minutes(), std::max(frozen.span.start, 1)));
  for (v1::TimetableDay& day : *problem.mutable_days()) {
    if (day.date() != date) continue;
    const v1::TimeWindow window = WindowOf(date, frozen.span);
    if (window.start() < day.start()) day.set_start(window.start());
    if (window.end() > day.end()) day.set_end(window.end());
  }
  for (v1::TimetableSession& session : *problem.mutable_sessions()) {
    if (session.id() != frozen.placement->session()) continue;
    for (const std::string& id : session.groups()) {
      for (v1::TimetableGroup& group : *problem.mutable_groups()) {
        if (group.id() != id || group.available().empty()) continue;
        DaySpans hours(group.available());
        hours.Add(date, frozen.span);
        const auto windows = hours.Windows();
        group.mutable_available()->Assign(windows.begin(), windows.end());
      }
    }
  }
}

// Those who attended and have left the team since are members who are away for the rest of the
// visit; "the whole team" then means the others.
void FrozenSessions::AddFormerMembers(v1::TimetableProblem& problem) const {
  std::set<std::string> former;
  for (const auto& [session, frozen] : placements_) {
    former.insert(frozen.placement->reviewers().begin(), frozen.placement->reviewers().end());
  }
  std::vector<std::string> team;
  for (const v1::TimetableMember& member : problem.team()) team.push_back(member.id());
  for (const std::string& id : team) former.erase(id);
  if (former.empty()) return;
  for (const std::string& id : former) {
    auto* member = problem.add_team();
    member->set_id(id);
    DaySpans away;
    for (const v1::TimetableDay& day : problem.days()) {
      away.Add(day.date(), {0, planning::kMinutesPerDay});
    }
    Free(id, away);
    const auto windows = away.Windows();
    member->mutable_unavailable()->Assign(windows.begin(), windows.end());
  }
  for (v1::TimetableSession& session : *problem.mutable_sessions()) {
    if (!session.whole_team()) continue;
    session.set_whole_team(false);
    session.set_reviewers_needed(static_cast<int>(team.size()));
    session.mutable_pinned()->mutable_reviewers()->Assign(team.begin(), team.end());
  }
}

}  // namespace peerchallenge::scheduling

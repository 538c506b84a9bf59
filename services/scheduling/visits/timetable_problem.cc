#include "services/scheduling/visits/timetable_problem.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/travel.h"
#include "services/scheduling/visits/day_spans.h"
#include "services/scheduling/visits/frozen.h"
#include "services/scheduling/visits/visit_time.h"

namespace peerchallenge::scheduling {
namespace {

using validation::IdOf;

constexpr char kParticipantPrefix[] = "participants/";
constexpr char kClosedPrefix[] = "closed/";
constexpr int kReviewersNeeded = 2;
constexpr int kPriority = 5;

class ProblemBuilder {
 public:
  ProblemBuilder(const Visit& visit, const ProblemOptions& options)
      : visit_(visit), options_(options), frozen_(visit, options.freeze) {}

  v1::TimetableProblem Build() {
    problem_.set_slot_minutes(visit_.settings.slot_minutes());
    *problem_.mutable_days() = visit_.settings.days();
    *problem_.mutable_weights() = visit_.settings.weights();
    AddVenues();
    AddTeam();
    AddGroups();
    AddSessions();
    frozen_.Apply(problem_);
    CloseVenues();
    if (options_.with_incumbent && visit_.in_force) {
      *problem_.mutable_incumbent() = visit_.in_force->timetable();
    }
    return std::move(problem_);
  }

 private:
  void AddVenues() {
    std::map<std::pair<std::string, std::string>, int> known;
    for (const auto& way : visit_.settings.travel_times()) {
      known[{way.venue(), way.other()}] = way.minutes();
      known[{way.other(), way.venue()}] = way.minutes();
    }
    for (const v1::Venue& from : visit_.venues) {
      auto* venue = problem_.add_venues();
      venue->set_id(IdOf(from.name()));
      venue->set_rooms(std::max(from.rooms(), 1));
      for (const v1::Venue& to : visit_.venues) {
        const auto way = known.find({from.name(), to.name()});
        problem_.add_travel_minutes(way != known.end() ? way->second
                                                       : TravelMinutes(Where(from), Where(to)));
      }
    }
  }

  Position Where(const v1::Venue& venue) const {
    if (venue.has_latitude()) return {venue.latitude(), venue.longitude()};
    return {visit_.host.latitude(), visit_.host.longitude()};
  }

  void AddTeam() {
    std::map<std::string, DaySpans> away;
    for (const auto& absence : visit_.settings.absences()) {
      away[absence.person()] = DaySpans(absence.windows());
    }
    for (const v1::Person& person : visit_.team) {
      auto* member = problem_.add_team();
      member->set_id(IdOf(person.name()));
      *member->mutable_themes() = person.themes();
      DaySpans& spans = away[person.name()];
      AddDaysAway(person, spans);
      if (options_.close_past) AddPast(spans);
      frozen_.Free(member->id(), spans);
      const auto windows = spans.Windows();
      member->mutable_unavailable()->Assign(windows.begin(), windows.end());
    }
  }

  void AddDaysAway(const v1::Person& person, DaySpans& spans) const {
    for (const v1::TimetableDay& day : visit_.settings.days()) {
      for (const v1::DateRange& dates : person.unavailable()) {
        if (dates.start_date() <= day.date() && day.date() <= dates.end_date()) {
          spans.Add(day.date(), {0, planning::kMinutesPerDay});
        }
      }
    }
  }

  void AddPast(DaySpans& spans) const {
    const LocalMinute freeze = LocalMinuteOf(options_.freeze);
    for (const v1::TimetableDay& day : visit_.settings.days()) {
      if (day.date() < freeze.date) spans.Add(day.date(), {0, planning::kMinutesPerDay});
      if (day.date() == freeze.date) spans.Add(day.date(), {0, freeze.minute});
    }
  }

  void AddGroups() {
    std::map<std::string, int> memberships;
    for (const v1::ParticipantGroup& stored : visit_.groups) {
      auto* group = problem_.add_groups();
      group->set_id(IdOf(stored.name()));
      group->set_perspective(stored.perspective());
      const auto windows = DaySpans(stored.available()).Windows();
      group->mutable_available()->Assign(windows.begin(), windows.end());
      if (stored.withdrawn()) withdrawn_.insert(stored.name());
      for (const std::string& member : stored.members()) ++memberships[member];
    }
    for (const auto& [participant, count] : memberships) {
      if (count < 2) continue;
      shared_.insert(participant);
      problem_.add_groups()->set_id(kParticipantPrefix + IdOf(participant));
    }
  }

  void AddSessions() {
    for (const v1::Session& stored : visit_.sessions) {
      if (!stored.dropped()) *problem_.add_sessions() = Convert(stored);
    }
  }

  v1::TimetableSession Convert(const v1::Session& stored) const {
    v1::TimetableSession session;
    session.set_id(IdOf(stored.name()));
    session.set_minutes(stored.minutes());
    AddWhoIsMet(stored, session);
    for (const std::string& venue : stored.venues()) session.add_venues(IdOf(venue));
    if (stored.venues().empty()) {
      for (const v1::Venue& venue : visit_.venues) session.add_venues(IdOf(venue.name()));
    }
    session.set_whole_team(stored.whole_team());
    session.set_reviewers_needed(stored.reviewers_needed() > 0 ? stored.reviewers_needed()
                                                               : kReviewersNeeded);
    *session.mutable_themes() = stored.themes();
    std::set<std::string> lines;
    for (const std::string& line : stored.lines()) lines.insert(line.substr(0, line.find('/')));
    session.mutable_lines()->Assign(lines.begin(), lines.end());
    *session.mutable_dates() = stored.dates();
    session.set_earliest(stored.earliest());
    session.set_latest_end(stored.latest_end());
    for (const std::string& before : stored.after()) {
      const v1::Session* earlier = FindSession(visit_, before);
      if (earlier != nullptr && !earlier->dropped()) session.add_after(IdOf(before));
    }
    session.set_mandatory(stored.mandatory());
    session.set_priority(stored.priority() > 0 ? stored.priority() : kPriority);
    *session.mutable_pinned() = PinOf(stored);
    return session;
  }

  // A pin on somebody who left the team no longer holds.
  v1::Placement PinOf(const v1::Session& stored) const {
    v1::Placement pin = stored.pinned();
    pin.clear_session();
    const bool all_there =
        std::all_of(pin.reviewers().begin(), pin.reviewers().end(), [&](const std::string& id) {
          return FindMember(visit_, PersonName(visit_, id)) != nullptr;
        });
    if (!all_there) pin.clear_reviewers();
    return pin;
  }

  void AddWhoIsMet(const v1::Session& stored, v1::TimetableSession& session) const {
    std::set<std::string> people;
    for (const std::string& name : stored.groups()) {
      const v1::ParticipantGroup* group = FindGroup(visit_, name);
      if (group == nullptr) continue;
      if (withdrawn_.contains(name) && !frozen_.Holds(session.id())) continue;
      session.add_groups(IdOf(name));
      for (const std::string& member : group->members()) {
        if (shared_.contains(member)) people.insert(member);
      }
    }
    for (const std::string& person : people) session.add_groups(kParticipantPrefix + IdOf(person));
  }

  void CloseVenues() {
    for (const v1::Venue& venue : visit_.venues) {
      DaySpans closed(venue.unavailable());
      frozen_.FreeVenue(IdOf(venue.name()), closed);
      int count = 0;
      for (const v1::TimetableDay& day : problem_.days()) {
        const auto spans = closed.days().find(day.date());
        if (spans == closed.days().end()) continue;
        for (const Span& span : spans->second) Close(venue, day, span, count);
      }
    }
  }

  // Takes each room from the slot in which the span begins to its end, within the day.
  void Close(const v1::Venue& venue, const v1::TimetableDay& day, Span span, int& count) {
    const Span open = SpanOf(WindowOf(day));
    const int slot = problem_.slot_minutes();
    const int first_slot = (open.start + slot - 1) / slot * slot;
    int start = std::max(first_slot, span.start / slot * slot);
    // A session that has begun stays to its end, also within a slot.
    if (frozen_.UseVenue(IdOf(venue.name()), day.date(), {start, span.start})) start += slot;
    const int end = std::min(span.end, open.end);
    for (int room = 0; start < end && room < std::max(venue.rooms(), 1); ++room) {
      auto* session = problem_.add_sessions();
      session->set_id(absl::StrCat(kClosedPrefix, IdOf(venue.name()), "/", count++));
      session->set_minutes(end - start);
      session->add_venues(IdOf(venue.name()));
      session->set_mandatory(true);
      auto* pin = session->mutable_pinned();
      pin->set_date(day.date());
      pin->set_start(planning::FormatClock(start));
      pin->set_venue(IdOf(venue.name()));
    }
  }

  static v1::TimeWindow WindowOf(const v1::TimetableDay& day) {
    v1::TimeWindow window;
    window.set_start(day.start());
    window.set_end(day.end());
    return window;
  }

  const Visit& visit_;
  const ProblemOptions& options_;
  const FrozenSessions frozen_;
  std::set<std::string> withdrawn_;  // names of groups
  std::set<std::string> shared_;     // names of participants who are in several groups
  v1::TimetableProblem problem_;
};

}  // namespace

v1::TimetableProblem BuildTimetableProblem(const Visit& visit, const ProblemOptions& options) {
  return ProblemBuilder(visit, options).Build();
}

std::string ParticipantOf(const std::string& group_id) {
  return absl::StartsWith(group_id, kParticipantPrefix) ? IdOf(group_id) : "";
}

std::string ClosedVenueOf(const std::string& session_id) {
  absl::string_view rest = session_id;
  if (!absl::ConsumePrefix(&rest, kClosedPrefix)) return "";
  return std::string(rest.substr(0, rest.find('/')));
}

void RemoveClosedVenues(v1::Timetable& timetable) {
  auto& placements = *timetable.mutable_placements();
  placements.erase(std::remove_if(placements.begin(), placements.end(),
                                  [](const v1::Placement& placement) {
                                    return !ClosedVenueOf(placement.session()).empty();
                                  }),
                   placements.end());
}

void AddClosedVenues(const v1::TimetableProblem& problem, v1::Timetable& timetable) {
  for (const v1::TimetableSession& session : problem.sessions()) {
    if (ClosedVenueOf(session.id()).empty()) continue;
    v1::Placement* placement = timetable.add_placements();
    *placement = session.pinned();
    placement->set_session(session.id());
  }
}

}  // namespace peerchallenge::scheduling

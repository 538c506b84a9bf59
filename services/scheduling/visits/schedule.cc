#include "services/scheduling/visits/schedule.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/names.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visits/day_spans.h"
#include "services/scheduling/visits/reviewer_day.h"
#include "services/scheduling/visits/timetable_problem.h"

namespace peerchallenge::scheduling {
namespace {

using Entry = v1::Schedule::Entry;
using validation::IdOf;
using validation::MatchName;

template <typename List>
bool Has(const List& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

class Scheduler {
 public:
  Scheduler(const Visit& visit, const v1::Timetable& timetable, const std::string& subject)
      : visit_(visit),
        timetable_(timetable),
        subject_(subject),
        problem_(BuildTimetableProblem(visit, {})),
        travel_(problem_) {}

  std::vector<Entry> Write() {
    for (const v1::Placement& placement : timetable_.placements()) {
      const auto* session = FindSession(visit_, SessionName(visit_, placement.session()));
      if (session != nullptr && Concerns(placement, *session)) AddSession(placement, *session);
    }
    if (MatchName(subject_, kPersonName)) {
      for (const v1::TimetableDay& day : problem_.days()) AddTravelAndLunch(day);
    }
    std::stable_sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
      return std::tie(a.time().date(), a.time().start(), a.session()) <
             std::tie(b.time().date(), b.time().start(), b.session());
    });
    return std::move(entries_);
  }

 private:
  bool Concerns(const v1::Placement& placement, const v1::Session& session) const {
    if (MatchName(subject_, kPersonName)) return Has(placement.reviewers(), IdOf(subject_));
    if (MatchName(subject_, kVenueName)) return placement.venue() == IdOf(subject_);
    if (MatchName(subject_, kGroupName)) return Has(session.groups(), subject_);
    return std::any_of(session.groups().begin(), session.groups().end(), [&](const auto& name) {
      const v1::ParticipantGroup* group = FindGroup(visit_, name);
      return group != nullptr && Has(group->members(), subject_);
    });
  }

  static Span SpanOf(const v1::Placement& placement, const v1::Session& session) {
    const int start = planning::ParseClock(placement.start()).value_or(0);
    return {start, std::min(start + session.minutes(), planning::kMinutesPerDay)};
  }

  void AddSession(const v1::Placement& placement, const v1::Session& session) {
    Entry entry;
    entry.set_kind(Entry::KIND_SESSION);
    *entry.mutable_time() = WindowOf(placement.date(), SpanOf(placement, session));
    entry.set_session(session.name());
    entry.set_display_name(session.display_name());
    entry.set_venue(VenueName(visit_, placement.venue()));
    *entry.mutable_groups() = session.groups();
    for (const std::string& id : placement.reviewers()) {
      entry.add_reviewers(PersonName(visit_, id));
    }
    entries_.push_back(std::move(entry));
  }

  void AddTravelAndLunch(const v1::TimetableDay& day) {
    ReviewerDay own(day, travel_);
    for (const Entry& entry : entries_) {
      if (entry.time().date() != day.date()) continue;
      own.Add({scheduling::SpanOf(entry.time()), travel_.IndexOf(IdOf(entry.venue()))});
    }
    const auto lunch = own.FindLunch();
    if (lunch) AddBetween(Entry::KIND_LUNCH, day, lunch->span, -1);
    for (size_t i = 0; i + 1 < own.stops().size(); ++i) {
      const Stop& from = own.stops()[i];
      const Stop& to = own.stops()[i + 1];
      const int way = travel_.Minutes(from.venue, to.venue);
      if (way == 0) continue;
      // As late as it can be, unless lunch is at the other end.
      const bool before_lunch = lunch && lunch->after == i + 1 && lunch->at_next_venue;
      const Span span = before_lunch ? Span{from.span.end, from.span.end + way}
                                     : Span{to.span.start - way, to.span.start};
      AddBetween(Entry::KIND_TRAVEL, day, span, to.venue);
    }
  }

  void AddBetween(Entry::Kind kind, const v1::TimetableDay& day, Span span, int venue) {
    Entry entry;
    entry.set_kind(kind);
    *entry.mutable_time() = WindowOf(day.date(), {std::max(span.start, 0), span.end});
    if (venue >= 0) entry.set_venue(VenueName(visit_, problem_.venues(venue).id()));
    entries_.push_back(std::move(entry));
  }

  const Visit& visit_;
  const v1::Timetable& timetable_;
  const std::string& subject_;
  const v1::TimetableProblem problem_;
  const TravelMatrix travel_;
  std::vector<Entry> entries_;
};

bool IsOfVisit(const Visit& visit, const v1::Timetable& timetable, const std::string& subject) {
  if (FindVenue(visit, subject) || FindGroup(visit, subject) || FindParticipant(visit, subject) ||
      FindMember(visit, subject)) {
    return true;
  }
  return MatchName(subject, kPersonName) && PersonName(visit, IdOf(subject)) == subject &&
         std::any_of(
             timetable.placements().begin(), timetable.placements().end(),
             [&](const auto& placement) { return Has(placement.reviewers(), IdOf(subject)); });
}

}  // namespace

absl::StatusOr<v1::Schedule> ScheduleOf(const Visit& visit, const v1::VisitTimetable& timetable,
                                        const std::string& subject) {
  if (!IsOfVisit(visit, timetable.timetable(), subject)) return errors::NotFound(subject);
  v1::Schedule schedule;
  schedule.set_timetable(timetable.name());
  schedule.set_subject(subject);
  for (Entry& entry : Scheduler(visit, timetable.timetable(), subject).Write()) {
    *schedule.add_entries() = std::move(entry);
  }
  return schedule;
}

}  // namespace peerchallenge::scheduling

#include "services/scheduling/visits/disruption_events.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/planning/clock.h"
#include "services/scheduling/visits/day_spans.h"
#include "services/scheduling/visits/frozen.h"
#include "services/scheduling/visits/visit_time.h"

namespace peerchallenge::scheduling {
namespace {

using Event = v1::Disruption::Event;
using validation::IdOf;

template <typename Message>
Message* FindMutable(std::vector<Message>& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(),
                                  [&](const Message& item) { return item.name() == name; });
  return found == list.end() ? nullptr : &*found;
}

void AddWindows(const std::vector<v1::TimeWindow>& more,
                google::protobuf::RepeatedPtrField<v1::TimeWindow>& windows) {
  DaySpans spans(windows);
  for (const v1::TimeWindow& window : more) spans.Add(window.date(), SpanOf(window));
  const auto all = spans.Windows();
  windows.Assign(all.begin(), all.end());
}

void AddAbsence(const std::string& person, const std::vector<v1::TimeWindow>& windows,
                v1::VisitSettings& settings) {
  auto& absences = *settings.mutable_absences();
  const auto known = std::find_if(absences.begin(), absences.end(),
                                  [&](const auto& absence) { return absence.person() == person; });
  auto* absence = known == absences.end() ? absences.Add() : &*known;
  absence->set_person(person);
  AddWindows(windows, *absence->mutable_windows());
}

// Drops the sessions of which every group is withdrawn.
void DropEmptySessions(absl::Time freeze, Visit& visit) {
  const FrozenSessions frozen(visit, freeze);
  for (v1::Session& session : visit.sessions) {
    if (session.groups().empty() || frozen.Holds(IdOf(session.name()))) continue;
    const bool meets_nobody =
        std::all_of(session.groups().begin(), session.groups().end(), [&](const auto& name) {
          const v1::ParticipantGroup* group = FindGroup(visit, name);
          return group != nullptr && group->withdrawn();
        });
    if (meets_nobody) session.set_dropped(true);
  }
}

bool IsThere(const Visit& visit, const Event& event) {
  const std::string subject = SubjectOf(event);
  switch (event.event_case()) {
    case Event::kReviewerAway:
      return FindMember(visit, subject) != nullptr;
    case Event::kVenueLost:
      return FindVenue(visit, subject) != nullptr;
    case Event::kGroupWithdrawn:
      return FindGroup(visit, subject) != nullptr;
    case Event::kSessionAdded:
    case Event::kSessionDropped: {
      const v1::Session* session = FindSession(visit, subject);
      return session != nullptr && !session->dropped();
    }
    case Event::EVENT_NOT_SET:
      return false;
  }
  return false;
}

}  // namespace

absl::Status CheckReferences(const Visit& visit, const v1::Disruption& disruption) {
  for (const Event& event : disruption.events()) {
    if (IsThere(visit, event)) continue;
    return errors::ReferenceBroken(SubjectOf(event),
                                   absl::StrCat(KindOf(event), " names '", SubjectOf(event),
                                                "', which the visit does not have (any more)"));
  }
  return absl::OkStatus();
}

void ApplyEvents(const v1::Disruption& disruption, absl::Time freeze, Visit& visit) {
  for (const Event& event : disruption.events()) {
    const std::string subject = SubjectOf(event);
    switch (event.event_case()) {
      case Event::kReviewerAway:
        AddAbsence(subject, WindowsOf(visit, event, freeze), visit.settings);
        break;
      case Event::kVenueLost:
        if (v1::Venue* venue = FindMutable(visit.venues, subject)) {
          AddWindows(WindowsOf(visit, event, freeze), *venue->mutable_unavailable());
        }
        break;
      case Event::kGroupWithdrawn:
        if (auto* group = FindMutable(visit.groups, subject)) group->set_withdrawn(true);
        break;
      case Event::kSessionDropped:
        if (auto* session = FindMutable(visit.sessions, subject)) session->set_dropped(true);
        break;
      case Event::kSessionAdded:
      case Event::EVENT_NOT_SET:
        break;
    }
  }
  DropEmptySessions(freeze, visit);
}

std::vector<std::string> AddedSessions(const v1::Disruption& disruption) {
  std::vector<std::string> added;
  for (const Event& event : disruption.events()) {
    if (event.has_session_added()) added.push_back(IdOf(event.session_added().session()));
  }
  return added;
}

std::string KindOf(const Event& event) {
  switch (event.event_case()) {
    case Event::kReviewerAway:
      return "REVIEWER_AWAY";
    case Event::kVenueLost:
      return "VENUE_LOST";
    case Event::kGroupWithdrawn:
      return "GROUP_WITHDRAWN";
    case Event::kSessionAdded:
      return "SESSION_ADDED";
    case Event::kSessionDropped:
      return "SESSION_DROPPED";
    case Event::EVENT_NOT_SET:
      return "";
  }
  return "";
}

std::string SubjectOf(const Event& event) {
  switch (event.event_case()) {
    case Event::kReviewerAway:
      return event.reviewer_away().person();
    case Event::kVenueLost:
      return event.venue_lost().venue();
    case Event::kGroupWithdrawn:
      return event.group_withdrawn().group();
    case Event::kSessionAdded:
      return event.session_added().session();
    case Event::kSessionDropped:
      return event.session_dropped().session();
    case Event::EVENT_NOT_SET:
      return "";
  }
  return "";
}

std::vector<v1::TimeWindow> WindowsOf(const Visit& visit, const Event& event, absl::Time freeze) {
  const auto& given =
      event.has_reviewer_away() ? event.reviewer_away().windows() : event.venue_lost().windows();
  if (!given.empty()) return {given.begin(), given.end()};
  const LocalMinute from = LocalMinuteOf(freeze);
  DaySpans rest;
  for (const v1::TimetableDay& day : visit.settings.days()) {
    if (day.date() < from.date) continue;
    rest.Add(day.date(), {day.date() == from.date ? from.minute : 0, planning::kMinutesPerDay});
  }
  return rest.Windows();
}

}  // namespace peerchallenge::scheduling

#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"
#include "services/scheduling/visits/visit.h"

// The events of a disruption: what they say, and what they do to a visit.
namespace peerchallenge::scheduling {

// REFERENCE_BROKEN where an event names what the visit does not have, or a session that is dropped.
absl::Status CheckReferences(const Visit& visit, const v1::Disruption& disruption);

// Records what happened in `visit`: absences, lost venues, withdrawn groups, dropped sessions. What
// has no windows lasts from `freeze` to the end of the visit. Sessions that would meet nobody any
// more are dropped, except those that begin before `freeze`.
void ApplyEvents(const v1::Disruption& disruption, absl::Time freeze, Visit& visit);

// Sessions that have to be fitted in, by id.
std::vector<std::string> AddedSessions(const v1::Disruption& disruption);

// "REVIEWER_AWAY", "VENUE_LOST", "GROUP_WITHDRAWN", "SESSION_ADDED" or "SESSION_DROPPED".
std::string KindOf(const v1::Disruption::Event& event);
// Name of the person, venue, group or session.
std::string SubjectOf(const v1::Disruption::Event& event);

// The event's windows; where it has none, everything from `freeze` to the end of the visit.
std::vector<v1::TimeWindow> WindowsOf(const Visit& visit, const v1::Disruption::Event& event,
                                      absl::Time freeze);

}  // namespace peerchallenge::scheduling

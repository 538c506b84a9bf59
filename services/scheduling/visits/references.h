#pragma once

#include "absl/status/status.h"
#include "services/scheduling/visits/visit.h"

// What the resources of a visit refer to.
namespace peerchallenge::scheduling {

// REFERENCE_BROKEN where it names what the visit does not have.
absl::Status CheckReferences(const Visit& visit, const v1::Participant& participant);
absl::Status CheckReferences(const Visit& visit, const v1::ParticipantGroup& group);
absl::Status CheckReferences(const Visit& visit, const v1::Session& session);

// REFERENCE_BROKEN while another resource of the visit refers to it. Timetables are looked at
// apart.
absl::Status CheckUnused(const Visit& visit, const v1::Venue& venue);
absl::Status CheckUnused(const Visit& visit, const v1::Participant& participant);
absl::Status CheckUnused(const Visit& visit, const v1::ParticipantGroup& group);
absl::Status CheckUnused(const Visit& visit, const v1::Session& session);

// Whether sessions that come after each other lead from the session back to it.
bool IsInCircle(const Visit& visit, const v1::Session& session);

}  // namespace peerchallenge::scheduling

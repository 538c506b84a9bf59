#pragma once

#include <string>

#include "common/validation/field_checks.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"
#include "peerchallenge/scheduling/v1/timetable.pb.h"

// What the fields of a visit's resources may hold; `path` is the field that the resource is in.
// Whether what they name exists is asked elsewhere (references.h).
namespace peerchallenge::scheduling {

void CheckSettings(const v1::Review& review, const v1::VisitSettings& settings,
                   const std::string& path, validation::FieldChecks& checks);
void CheckVenue(const v1::Venue& venue, const std::string& path, validation::FieldChecks& checks);
void CheckParticipant(const v1::Review& review, const v1::Participant& participant,
                      const std::string& path, validation::FieldChecks& checks);
void CheckGroup(const v1::Review& review, const v1::ParticipantGroup& group,
                const std::string& path, validation::FieldChecks& checks);
void CheckSession(const v1::Review& review, const v1::Session& session, const std::string& path,
                  validation::FieldChecks& checks);
// Events, freeze time and options of a report.
void CheckDisruption(const v1::Review& review, const v1::Disruption& disruption,
                     const std::string& path, validation::FieldChecks& checks);

}  // namespace peerchallenge::scheduling

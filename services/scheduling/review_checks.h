#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/validation/field_checks.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// What a review must look like before it is stored. Violations name fields below `path` ("review").
namespace peerchallenge::scheduling {

// All fields that a client may set.
void CheckReview(const v1::Review& review, const std::string& path,
                 validation::FieldChecks& checks);
// When an unannounced visit becomes known, where that is set: after `now`, and not before the week
// of its first day; as long as it has none, of its programme's.
void CheckReleaseTime(const v1::Review& review, const v1::Programme& programme, absl::Time now,
                      const std::string& path, validation::FieldChecks& checks);
// Whether the visit is hidden and its release time lies before the day.
bool IsKnownBefore(const v1::Review& review, absl::CivilDay day);
// A scope, as AgreeScope needs it: with at least one line.
void CheckScope(const v1::Scope& scope, const std::string& path, validation::FieldChecks& checks);

// Fills in what is left open: days and team size by kind, the display name from kind and host.
void FillDefaults(const std::string& host_display_name, v1::Review& review);

}  // namespace peerchallenge::scheduling

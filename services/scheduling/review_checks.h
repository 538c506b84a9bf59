#pragma once

#include "common/validation/field_checks.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// What a review must look like before it is stored. Violations name fields below `path` ("review").
namespace peerchallenge::scheduling {

// All fields that a client may set.
void CheckReview(const v1::Review& review, const std::string& path,
                 validation::FieldChecks& checks);
// A scope, as AgreeScope needs it: with at least one line.
void CheckScope(const v1::Scope& scope, const std::string& path, validation::FieldChecks& checks);

// Fills in what is left open: days and team size by kind, the display name from kind and host.
void FillDefaults(const std::string& host_display_name, v1::Review& review);

}  // namespace peerchallenge::scheduling

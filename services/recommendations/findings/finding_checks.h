#pragma once

#include <string>

#include "common/validation/field_checks.h"
#include "peerchallenge/recommendations/v1/finding.pb.h"
#include "peerchallenge/scheduling/v1/review.pb.h"

// What findings and recommendations must look like.
namespace peerchallenge::recommendations {

// Whether the scope has the limb, "{line}/{limb}"; also "{line}".
bool HasLimb(const scheduling::v1::Scope& scope, const std::string& limb);
// "kloe-1/a" -> "kloe-1".
std::string LineOf(const std::string& limb);

// The fields of a finding of the review `parent`, in the field "finding".
void CheckFinding(const v1::Finding& finding, const std::string& parent,
                  const scheduling::v1::Scope& scope, validation::FieldChecks& checks);

// The fields of a recommendation of the review `parent`, in the field "recommendation".
void CheckRecommendation(const v1::Recommendation& recommendation, const std::string& parent,
                         const scheduling::v1::Scope& scope, validation::FieldChecks& checks);

}  // namespace peerchallenge::recommendations

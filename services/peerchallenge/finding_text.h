#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/finding.pb.h"

// Findings and recommendations for people.
namespace peerchallenge::cli {

// One line each: id, limb, kind, state, support with marks, text.
std::string FindingText(const recommendations::v1::Finding& finding);
std::string FindingsText(const recommendations::v1::ListFindingsResponse& findings);

// One line each: number, review, to whom, priority and horizon, state, text.
std::string RecommendationText(const recommendations::v1::Recommendation& recommendation);
std::string RecommendationsText(const recommendations::v1::ListRecommendationsResponse& response);

}  // namespace peerchallenge::cli

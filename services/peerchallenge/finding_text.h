#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/finding.pb.h"

// Findings and recommendations for people.
namespace peerchallenge::cli {

// A row each: id, limb, kind, state, support with marks and contradictions, text; below the text
// why it stands without being triangulated.
std::string FindingText(const recommendations::v1::Finding& finding);
std::string FindingsText(const recommendations::v1::ListFindingsResponse& findings);

// The same, and the items that it rests on and those that speak against it.
std::string WholeFindingText(const recommendations::v1::Finding& finding);

// A row each: number, review, to whom, priority and horizon, state, text.
std::string RecommendationText(const recommendations::v1::Recommendation& recommendation);
std::string RecommendationsText(const recommendations::v1::ListRecommendationsResponse& response);

}  // namespace peerchallenge::cli

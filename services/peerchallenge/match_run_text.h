#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/match.pb.h"
#include "peerchallenge/recommendations/v1/support.pb.h"

// Runs of the matching for people, as text in lines.
namespace peerchallenge::cli {

// Where the run stands, its pairs with what speaks for them, and who found nobody.
std::string MatchRunText(const recommendations::v1::MatchRun& run);
// The pairs of a matching and who found nobody alone.
std::string MatchingText(const recommendations::v1::MatchRun& run);
std::string MatchRunsText(const recommendations::v1::ListMatchRunsResponse& response);
// All pairs of one offer or ask, with what they would cost or what forbids them.
std::string PairsOfSubjectText(const recommendations::v1::ExplainMatchRunResponse& response);

}  // namespace peerchallenge::cli

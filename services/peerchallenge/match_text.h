#pragma once

#include <string>

#include "peerchallenge/recommendations/v1/match.pb.h"
#include "peerchallenge/recommendations/v1/support.pb.h"

// Matches for people, as text in lines.
namespace peerchallenge::cli {

// Where the match stands, who said what, why it was proposed, what was agreed and what came of it.
std::string MatchText(const recommendations::v1::SupportMatch& match);
std::string MatchesText(const recommendations::v1::ListSupportMatchesResponse& response);
std::string AdoptedText(const recommendations::v1::AdoptMatchRunResponse& response);

}  // namespace peerchallenge::cli

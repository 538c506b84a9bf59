#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "peerchallenge/recommendations/v1/match_problem.pb.h"
#include "services/recommendations/matching/matching.h"

namespace peerchallenge::recommendations::matching {

// Every pair of `subject`, the name of an offer or ask of `problem`: highest score first, forbidden
// ones last, with the exact loss of each. `chosen` are the pairs of the problem's matching.
//
// Errors: as FindMatching(); INVALID_ARGUMENT, FIELD_INVALID: "subject" for one that the problem
// does not have, "chosen" for pairs that are no best matching.
absl::StatusOr<std::vector<v1::PairExplanation>> ExplainSubject(
    const v1::MatchProblem& problem, const std::vector<v1::OfferAskPair>& chosen,
    const std::string& subject, const MatchControl& control);

}  // namespace peerchallenge::recommendations::matching

#pragma once

#include <string>

#include "absl/status/status.h"
#include "peerchallenge/recommendations/v1/match_problem.pb.h"

namespace peerchallenge::recommendations::matching {

// Limits of a problem beside those that the messages' comments give.
inline constexpr int kMostOffers = 1'000;
inline constexpr int kMostAsks = 1'000;
inline constexpr int kMostDays = 1'000;
inline constexpr int kMostFactor = 1'000'000;

// OK for a problem that is well formed: sizes, ranges, names and dates as the messages' comments
// say, each offer, ask and authority there once, every name of an authority, offer or ask known,
// square matrices. Texts, states and times are not read.
//
// Error: INVALID_ARGUMENT, FIELD_INVALID, naming each bad field ("problem.asks[3].open_days").
absl::Status ValidateMatchProblem(const v1::MatchProblem& problem);

// OK for factors within their range; `field` is the path of the message ("weights").
absl::Status ValidateWeights(const std::string& field, const v1::MatchWeights& weights);

}  // namespace peerchallenge::recommendations::matching

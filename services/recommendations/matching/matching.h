#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "peerchallenge/recommendations/v1/match_problem.pb.h"

namespace peerchallenge::recommendations::matching {

// How long to compute.
struct MatchControl {
  absl::Duration time_limit = absl::Seconds(10);
  // Ends the work at once or a little later.
  std::stop_token stop = {};
};

// The pairs with the highest total score, proven: each answer has been checked by proof.h.
struct Matching {
  // Highest score first, then by the names of offer and ask. `loss` and `next_offer` are exact too.
  std::vector<v1::PairExplanation> pairs;
  int64_t score = 0;
  // Offers, then asks, that are in no pair, by name.
  std::vector<std::string> unmatched;
};

// The best matching of `problem`. The same problem gives the same answer, in whatever order its
// lists are.
//
// Errors: INVALID_ARGUMENT for a malformed problem (see validate.h); DEADLINE_EXCEEDED when nothing
// was proven within the time; CANCELLED; RESOURCE_EXHAUSTED, QUOTA_EXCEEDED where a proof would
// take more memory than it may.
absl::StatusOr<Matching> FindMatching(const v1::MatchProblem& problem, const MatchControl& control);

}  // namespace peerchallenge::recommendations::matching

#pragma once

#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "peerchallenge/recommendations/v1/match_problem.pb.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

// The factors that a run uses when it is given none.
v1::MatchWeights DefaultWeights();

struct MatchFactsOptions {
  // How long a pair that lapsed or ended early is not proposed again.
  int lapse_days = 365;
};

// What a run over a region looks at today, from one state of the database: all open offers and asks
// of authorities that exist, and what is known between them but for interests, which scheduling
// keeps.
absl::StatusOr<v1::MatchProblem> GatherProblem(storage::Transaction& tx, const Context& context,
                                               const std::string& region,
                                               const MatchFactsOptions& options);

// Authorities of which a director has an interest in the other that bars on the problem's day.
using InterestedPairs = std::set<std::pair<std::string, std::string>>;
void AddInterests(const InterestedPairs& pairs, v1::MatchProblem& problem);

}  // namespace peerchallenge::recommendations

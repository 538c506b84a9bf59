#pragma once

#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "peerchallenge/scheduling/v1/programme.pb.h"
#include "services/scheduling/search_slots.h"

namespace peerchallenge::scheduling {

// What to explain: the choices of one review; only one person, one week or one person as the lead
// where they are set.
struct ExplanationQuery {
  std::string review;  // empty = only the shares of the cost
  std::string person;
  std::string week;
  std::string lead;
  SearchSlots* solve_in = nullptr;               // also search anew with the one choice
  std::string caller = {};                       // on whose account
  absl::Time deadline = absl::InfiniteFuture();  // for that
};

// Why the plan has the week and the team that it has for a review: for each week and person what
// taking (or leaving) them would cost with everything else as it is, or which rules forbid it.
// Chosen ones come first, then possible ones by cost, then forbidden ones. A person who is not
// chosen is judged as one more member where the team has room, and in the place of each member,
// whichever is best; a lead likewise. With `solve_in` the same problem is solved anew with the
// choice pinned (or, where the plan has it, without it; a chosen lead is not looked at).
// FIELD_INVALID for a review, person or week that the problem does not have; QUOTA_EXCEEDED when no
// search may be begun; CANCELLED when `stop` was requested.
absl::StatusOr<v1::PlanExplanation> Explain(const v1::ProgrammeProblem& problem,
                                            const v1::ProgrammePlan& plan,
                                            const ExplanationQuery& query,
                                            const std::stop_token& stop);

}  // namespace peerchallenge::scheduling

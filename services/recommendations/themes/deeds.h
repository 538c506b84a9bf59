#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "services/recommendations/context.h"
#include "services/recommendations/themes/issued_letters.h"
#include "services/recommendations/themes/outcomes.h"

// What was done about what letters advise.
namespace peerchallenge::recommendations {

// The actions of a review's plan that were not dropped; none before the plan is public.
absl::StatusOr<std::vector<v1::Action>> PublishedActionsOf(storage::Transaction& tx,
                                                           const Context& context,
                                                           const std::string& review);

// What the host's actions did about the themes of the recommendations that they serve.
std::vector<Deed> DeedsOf(const std::string& host,
                          const std::vector<v1::Recommendation>& recommendations,
                          const std::vector<v1::Action>& actions);
// The same of all hosts of letters, from their public plans.
absl::StatusOr<std::vector<Deed>> DeedsOf(storage::Transaction& tx, const Context& context,
                                          const std::vector<LetterAndHost>& letters);

// The best effect of actions; UNSPECIFIED where there are none.
v1::Action::Effect BestEffect(const std::vector<v1::Action>& actions);

}  // namespace peerchallenge::recommendations

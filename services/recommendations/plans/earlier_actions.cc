#include "services/recommendations/plans/earlier_actions.h"

#include <algorithm>
#include <set>

#include "common/validation/resource_name.h"
#include "services/recommendations/plans/plan_names.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;

constexpr size_t kMostEarlier = 100;

// What the recommendations of an action repeat.
absl::StatusOr<std::set<std::string>> Repeated(Transaction& tx, const Context& context,
                                               const v1::Action& action) {
  std::set<std::string> repeated;
  for (const std::string& name : action.recommendations()) {
    const auto recommendation = context.store.findings.recommendations.Get(tx, name);
    if (!recommendation.ok()) return recommendation.status();
    repeated.insert(recommendation->repeats().begin(), recommendation->repeats().end());
  }
  return repeated;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> EarlierActions(Transaction& tx, const Context& context,
                                                        const v1::Action& action) {
  const auto repeated = Repeated(tx, context, action);
  if (!repeated.ok()) return repeated.status();
  std::set<std::string> plans;
  for (const std::string& name : *repeated) {
    plans.insert(PlanOfReview(validation::ReviewOf(name)));
  }
  std::vector<std::string> earlier;
  for (const std::string& plan : plans) {
    const auto actions = context.store.plans.ActionsOf(tx, plan);
    if (!actions.ok()) return actions.status();
    for (const v1::Action& candidate : *actions) {
      const auto& served = candidate.recommendations();
      const bool serves = std::any_of(served.begin(), served.end(), [&](const std::string& name) {
        return repeated->count(name) > 0;
      });
      if (serves && earlier.size() < kMostEarlier) earlier.push_back(candidate.name());
    }
  }
  return earlier;
}

absl::StatusOr<v1::Action> ViewOf(PlanRoles& roles, v1::Action action) {
  std::vector<std::string> shown;
  for (const std::string& name : action.earlier_actions()) {
    const auto sees = roles.See(name);
    if (!sees.ok()) return sees.status();
    if (*sees) shown.push_back(name);
  }
  action.mutable_earlier_actions()->Assign(shown.begin(), shown.end());
  return action;
}

}  // namespace peerchallenge::recommendations

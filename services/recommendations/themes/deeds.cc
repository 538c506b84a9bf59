#include "services/recommendations/themes/deeds.h"

#include <algorithm>
#include <map>
#include <set>

#include "common/validation/resource_name.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/plan_steps.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Action;

}  // namespace

absl::StatusOr<std::vector<Action>> PublishedActionsOf(Transaction& tx, const Context& context,
                                                       const std::string& review) {
  const auto plan = context.store.plans.plans.Get(tx, PlanOfReview(review));
  if (absl::IsNotFound(plan.status())) return std::vector<Action>();
  if (!plan.ok()) return plan.status();
  if (!IsPublic(*plan)) return std::vector<Action>();
  auto actions = context.store.plans.ActionsOf(tx, plan->name());
  if (!actions.ok()) return actions;
  std::erase_if(*actions,
                [](const Action& action) { return action.delivery() == Action::DELIVERY_DROPPED; });
  return actions;
}

std::vector<Deed> DeedsOf(const std::string& host,
                          const std::vector<v1::Recommendation>& recommendations,
                          const std::vector<Action>& actions) {
  std::map<std::string, std::set<std::string>> themes;  // by recommendation
  for (const v1::Recommendation& recommendation : recommendations) {
    themes[recommendation.name()] = {recommendation.themes().begin(),
                                     recommendation.themes().end()};
  }
  std::vector<Deed> deeds;
  for (const Action& action : actions) {
    std::set<std::string> served;
    for (const std::string& recommendation : action.recommendations()) {
      served.insert(themes[recommendation].begin(), themes[recommendation].end());
    }
    for (const std::string& theme : served) {
      deeds.push_back({.authority = host,
                       .theme = theme,
                       .delivered = action.delivery() == Action::DELIVERY_DELIVERED,
                       .improved = action.effect() == Action::EFFECT_IMPROVED ||
                                   action.effect() == Action::EFFECT_ON_TARGET,
                       .worse = action.effect() == Action::EFFECT_WORSE});
    }
  }
  return deeds;
}

absl::StatusOr<std::vector<Deed>> DeedsOf(Transaction& tx, const Context& context,
                                          const std::vector<LetterAndHost>& letters) {
  std::vector<Deed> all;
  for (const LetterAndHost& letter : letters) {
    const std::string review = validation::ReviewOf(letter.letter.name());
    const auto recommendations = context.store.findings.RecommendationsOf(tx, review);
    if (!recommendations.ok()) return recommendations.status();
    const auto actions = PublishedActionsOf(tx, context, review);
    if (!actions.ok()) return actions.status();
    const std::vector<Deed> deeds = DeedsOf(letter.host, *recommendations, *actions);
    all.insert(all.end(), deeds.begin(), deeds.end());
  }
  return all;
}

Action::Effect BestEffect(const std::vector<Action>& actions) {
  // The values are in the order of worse to better.
  Action::Effect best = Action::EFFECT_UNSPECIFIED;
  for (const Action& action : actions) best = std::max(best, action.effect());
  return best;
}

}  // namespace peerchallenge::recommendations

#include "services/recommendations/plans/plan_progress.h"

#include <algorithm>

#include "services/recommendations/plans/plan_clocks.h"

namespace peerchallenge::recommendations {
namespace {

using v1::Action;
using v1::RecommendationResponse;

template <typename Things, typename Holds>
int32_t CountIf(const Things& things, Holds holds) {
  return static_cast<int32_t>(std::count_if(things.begin(), things.end(), holds));
}

}  // namespace

bool ShowsImprovement(const Action& action) {
  return action.effect() == Action::EFFECT_IMPROVED || action.effect() == Action::EFFECT_ON_TARGET;
}

v1::PlanProgress ProgressOf(const std::vector<RecommendationResponse>& responses,
                            const std::vector<Action>& actions, absl::CivilDay today) {
  const auto count = [&actions](auto holds) {
    return CountIf(actions, [&](const Action& action) {
      return action.delivery() != Action::DELIVERY_DROPPED && holds(action);
    });
  };
  const auto rated = [&](Action::Rag rag) {
    return count([rag](const Action& action) { return action.rag() == rag; });
  };
  const auto delivered = [](const Action& action) {
    return action.delivery() == Action::DELIVERY_DELIVERED;
  };
  v1::PlanProgress progress;
  progress.set_recommendations(static_cast<int32_t>(responses.size()));
  progress.set_answered(CountIf(responses, [](const RecommendationResponse& response) {
    return response.decision() != RecommendationResponse::DECISION_UNSPECIFIED;
  }));
  progress.set_actions(count([](const Action&) { return true; }));
  progress.set_delivered(count(delivered));
  progress.set_improved(
      count([&](const Action& action) { return delivered(action) && ShowsImprovement(action); }));
  progress.set_overdue(count([&](const Action& action) { return IsOverdue(action, today); }));
  progress.set_red(rated(Action::RAG_RED));
  progress.set_amber(rated(Action::RAG_AMBER));
  progress.set_green(rated(Action::RAG_GREEN));
  return progress;
}

}  // namespace peerchallenge::recommendations

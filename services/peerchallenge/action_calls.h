#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"
#include "services/peerchallenge/action_actions.h"
#include "services/peerchallenge/replies.h"

// What the `action` commands have in common: names of what they are about, and calls of
// ActionPlanService.
namespace peerchallenge::cli {

// Calls "GetActionPlan".
template <typename Reply, typename Request>
absl::StatusOr<Reply> CallPlans(const std::string& method, const Request& request, Client& client) {
  return client.CallRecommendations<Reply>("ActionPlanService/" + method, request);
}

// Today in Europe/London, YYYY-MM-DD.
std::string Today();

// The names of the plan and of the action that the arguments mean. FIELD_INVALID.
absl::StatusOr<std::string> PlanIn(const ActionArguments& arguments);
absl::StatusOr<std::string> ActionIn(const ActionArguments& arguments);

// All responses of a plan, by number.
absl::StatusOr<std::vector<recommendations::v1::RecommendationResponse>> ResponsesOf(
    const std::string& plan, Client& client);
// All actions that the request asks for.
absl::StatusOr<recommendations::v1::ListActionsResponse> AllActions(
    const recommendations::v1::ListActionsRequest& request, Client& client);

}  // namespace peerchallenge::cli

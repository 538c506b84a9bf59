// The methods of ActionPlanService on responses to recommendations.
#include <utility>

#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "services/recommendations/plans/action_checks.h"
#include "services/recommendations/plans/action_plan_service.h"
#include "services/recommendations/plans/plan_filing.h"
#include "services/recommendations/plans/plan_handling.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/plan_steps.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::RecommendationResponse;
using validation::FieldChecks;

}  // namespace

absl::StatusOr<v1::ListRecommendationResponsesResponse>
ActionPlanService::ListRecommendationResponses(
    const rpc::Call& call, const v1::ListRecommendationResponsesRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kPlanName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  using Response = v1::ListRecommendationResponsesResponse;
  return ReadPlan<Response>(
      context_, call, request.parent(),
      [&](Transaction& tx, PlanRoles&, const FoundPlan&) -> absl::StatusOr<Response> {
        resources::ListQuery query = resources::QueryFor(call, request);
        query.order_by = "listed";
        return resources::ToResponse(
            context_.store.plans.responses.List(tx, query, resources::kAll),
            &Response::mutable_responses);
      });
}

absl::StatusOr<RecommendationResponse> ActionPlanService::RespondToRecommendation(
    const rpc::Call& call, const v1::RespondToRecommendationRequest& request) {
  FieldChecks checks;
  CheckResponse(request.decision(), request.reason(), checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return MutatePlan<RecommendationResponse>(
      context_, call, request, request.name(),
      [&](Transaction& tx, PlanRoles&,
          const FoundPlan& found) -> absl::StatusOr<RecommendationResponse> {
        const auto& table = context_.store.plans.responses;
        auto response = table.Get(tx, request.name());
        if (!response.ok()) return response;
        if (absl::Status status = CheckUnpublished(found.plan); !status.ok()) return status;
        Respond(request.decision(), request.reason(), *response);
        auto stored =
            resources::UpdateStamped(tx, context_, table, *std::move(response), request.etag());
        if (!stored.ok()) return stored;
        absl::Status status = Recount(tx, context_, found.plan.name());
        if (!status.ok()) return status;
        return stored;
      });
}

}  // namespace peerchallenge::recommendations

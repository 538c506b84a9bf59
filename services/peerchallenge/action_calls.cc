#include "services/peerchallenge/action_calls.h"

#include "common/environment/clock.h"
#include "common/environment/london.h"
#include "common/validation/civil_date.h"
#include "services/peerchallenge/names.h"

namespace peerchallenge::cli {

namespace v1 = recommendations::v1;

std::string Today() {
  const environment::SystemClock clock;
  return validation::FormatDay(environment::Today(clock));
}

absl::StatusOr<std::string> PlanIn(const ActionArguments& arguments) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return review.status();
  return *review + "/actionPlan";
}

absl::StatusOr<std::string> ActionIn(const ActionArguments& arguments) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return review.status();
  return NameInReview(arguments.action, *review, "actionPlan/actions");
}

absl::StatusOr<std::vector<v1::RecommendationResponse>> ResponsesOf(const std::string& plan,
                                                                    Client& client) {
  v1::ListRecommendationResponsesRequest request;
  request.set_parent(plan);
  using Response = v1::ListRecommendationResponsesResponse;
  const auto all = AllPages<Response>("ActionPlanService/ListRecommendationResponses", request,
                                      client, [](Response& sum, const Response& page) {
                                        sum.mutable_responses()->MergeFrom(page.responses());
                                      });
  if (!all.ok()) return all.status();
  return std::vector<v1::RecommendationResponse>(all->responses().begin(), all->responses().end());
}

absl::StatusOr<v1::ListActionsResponse> AllActions(const v1::ListActionsRequest& request,
                                                   Client& client) {
  using Response = v1::ListActionsResponse;
  return AllPages<Response>("ActionPlanService/ListActions", request, client,
                            [](Response& sum, const Response& page) {
                              sum.mutable_actions()->MergeFrom(page.actions());
                            });
}

}  // namespace peerchallenge::cli

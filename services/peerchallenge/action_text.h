#pragma once

#include <map>
#include <string>
#include <vector>

#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"

// Action plans for people, as text in lines.
namespace peerchallenge::cli {

// A plan with what lies below it, and the texts of the recommendations that could be read, by name.
struct WholePlan {
  recommendations::v1::ActionPlan plan;
  std::vector<recommendations::v1::RecommendationResponse> responses;
  std::vector<recommendations::v1::Action> actions;
  std::map<std::string, std::string> advice;
};

// State, clocks and figures, then the recommendations with their responses and the actions.
std::string WholePlanText(const WholePlan& whole);
// State, clocks and figures.
std::string ActionPlanText(const recommendations::v1::ActionPlan& plan);
std::string ActionPlansText(const recommendations::v1::ListActionPlansResponse& response);
std::string ResponseText(const recommendations::v1::RecommendationResponse& response);
std::string ActionText(const recommendations::v1::Action& action);
std::string ActionsText(const recommendations::v1::ListActionsResponse& response);
std::string ActionUpdatesText(const recommendations::v1::ListActionUpdatesResponse& response);
std::string ProgressReviewText(const recommendations::v1::ProgressReview& review);
std::string ProgressReviewsText(const recommendations::v1::ListProgressReviewsResponse& response);
std::string RepeatsText(const recommendations::v1::SuggestRepeatsResponse& response);

// Whether a field of FollowUpRules is a clock or a rule.
bool IsRule(const google::protobuf::FieldDescriptor& field);
// A row each, by the name that --set takes.
std::string RulesText(const recommendations::v1::FollowUpRules& rules);

}  // namespace peerchallenge::cli

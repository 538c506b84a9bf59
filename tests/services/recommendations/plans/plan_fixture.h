#pragma once

#include <string>
#include <vector>

#include "peerchallenge/recommendations/v1/action_plan.pb.h"
#include "tests/common/rpc/expect_error.h"

// Plans, responses and actions with short names, for tests of the domain.
namespace peerchallenge::recommendations {

namespace reasons = errors::v1;

inline constexpr char kReview[] = "regions/em/reviews/lin";
inline constexpr char kPlan[] = "regions/em/reviews/lin/actionPlan";

inline std::string Recommendation(const std::string& id) {
  return std::string(kReview) + "/recommendations/" + id;
}

inline v1::RecommendationResponse MakeResponse(
    const std::string& id, v1::RecommendationResponse::Decision decision =
                               v1::RecommendationResponse::DECISION_UNSPECIFIED) {
  v1::RecommendationResponse response;
  response.set_name(std::string(kPlan) + "/responses/" + id);
  response.set_recommendation(Recommendation(id));
  response.set_decision(decision);
  response.set_state(decision == v1::RecommendationResponse::DECISION_DECLINED
                         ? v1::RecommendationResponse::STATE_CLOSED
                         : v1::RecommendationResponse::STATE_OPEN);
  return response;
}

inline v1::Measure MakeMeasure(const std::string& id, double baseline, double target) {
  v1::Measure measure;
  measure.set_id(id);
  measure.set_text("Care leavers in work or learning");
  measure.set_unit("%");
  measure.set_baseline(baseline);
  measure.set_target(target);
  return measure;
}

inline v1::Action MakeAction(const std::string& id, const std::vector<std::string>& serves = {"r1"},
                             v1::Action::Delivery delivery = v1::Action::DELIVERY_NOT_STARTED) {
  v1::Action action;
  action.set_name(std::string(kPlan) + "/actions/" + id);
  action.set_text("Offer every care leaver a mentor");
  for (const std::string& recommendation : serves) {
    action.add_recommendations(Recommendation(recommendation));
  }
  action.set_owner_role("Head of service, leaving care");
  action.set_due_date("2013-03-29");
  action.set_delivery(delivery);
  return action;
}

using rpc::FieldsOf;
using rpc::RulesOf;

}  // namespace peerchallenge::recommendations

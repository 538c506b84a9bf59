#pragma once

#include <string>
#include <string_view>

// The forms of the names of action plans and what lies below them, for validation::MatchName and
// FieldChecks::Name.
namespace peerchallenge::recommendations {

inline constexpr std::string_view kPlanName = "regions/*/reviews/*/actionPlan";
inline constexpr std::string_view kActionName = "regions/*/reviews/*/actionPlan/actions/*";
inline constexpr std::string_view kFollowUpRulesName = "regions/*/followUpRules";

// The plan that a name is, or lies below: "regions/em/reviews/r1/actionPlan/actions/a1" ->
// "regions/em/reviews/r1/actionPlan". Empty for a name that is neither.
std::string PlanOf(std::string_view name);

// The plan of a review, and the response to a recommendation, by name.
std::string PlanOfReview(std::string_view review);
std::string ResponseTo(std::string_view recommendation);

}  // namespace peerchallenge::recommendations

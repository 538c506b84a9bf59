#include "services/recommendations/plans/plan_names.h"

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

constexpr absl::string_view kPlanSegment = "/actionPlan";

absl::string_view Text(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string PlanOf(std::string_view name) {
  const size_t segment = Text(name).find(kPlanSegment);
  if (segment == absl::string_view::npos) return "";
  const std::string_view plan = name.substr(0, segment + kPlanSegment.size());
  return validation::MatchName(plan, kPlanName) ? std::string(plan) : "";
}

std::string PlanOfReview(std::string_view review) {
  return absl::StrCat(Text(review), kPlanSegment);
}

std::string ResponseTo(std::string_view recommendation) {
  const std::string review = validation::ParentOf(recommendation);
  return absl::StrCat(PlanOfReview(review), "/responses/", validation::IdOf(recommendation));
}

}  // namespace peerchallenge::recommendations

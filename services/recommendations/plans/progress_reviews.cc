#include "services/recommendations/plans/progress_reviews.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "services/recommendations/plans/plan_clocks.h"

namespace peerchallenge::recommendations {
namespace {

using v1::ActionPlan;
using v1::ProgressReview;
using v1::RecommendationResponse;
using Responses = std::vector<RecommendationResponse>;

std::map<std::string, RecommendationResponse> ByRecommendation(const Responses& responses) {
  std::map<std::string, RecommendationResponse> by_name;
  for (const auto& response : responses) by_name[response.recommendation()] = response;
  return by_name;
}

absl::Status CheckVerdicts(const ProgressReview& review, const Responses& responses) {
  const auto by_name = ByRecommendation(responses);
  validation::FieldChecks checks;
  std::set<std::string> seen;
  for (int i = 0; i < review.verdicts_size(); ++i) {
    const ProgressReview::Verdict& verdict = review.verdicts(i);
    const std::string field = absl::StrCat("progress_review.verdicts[", i, "]");
    const auto found = by_name.find(verdict.recommendation());
    checks.That(found != by_name.end() && seen.insert(verdict.recommendation()).second,
                field + ".recommendation", verdict.recommendation(),
                "a recommendation of the plan's letter, each once");
    if (found == by_name.end()) continue;
    const std::string state = RecommendationResponse::State_Name(found->second.state());
    checks.That(verdict.decision() != ProgressReview::Verdict::DECISION_REOPEN ||
                    found->second.state() == RecommendationResponse::STATE_CLOSED,
                field + ".decision",
                absl::StrCat("REOPEN of what is ", absl::StripPrefix(state, "STATE_")),
                "REOPEN of what is CLOSED");
  }
  return checks.Result();
}

RecommendationResponse::State After(RecommendationResponse::State state,
                                    ProgressReview::Verdict::Decision decision) {
  switch (decision) {
    case ProgressReview::Verdict::DECISION_CLOSE:
      return RecommendationResponse::STATE_CLOSED;
    case ProgressReview::Verdict::DECISION_REOPEN:
      return RecommendationResponse::STATE_REOPENED;
    default:
      return state;
  }
}

}  // namespace

absl::StatusOr<Responses> Record(const ProgressReview& review, const Responses& responses,
                                 ActionPlan& plan) {
  if (absl::Status status = CheckVerdicts(review, responses); !status.ok()) return status;
  auto by_name = ByRecommendation(responses);
  Responses changed;
  for (const ProgressReview::Verdict& verdict : review.verdicts()) {
    RecommendationResponse& response = by_name[verdict.recommendation()];
    const auto state = After(response.state(), verdict.decision());
    if (state == response.state()) continue;
    response.set_state(state);
    changed.push_back(response);
  }
  const bool all_closed = std::all_of(by_name.begin(), by_name.end(), [](const auto& entry) {
    return entry.second.state() == RecommendationResponse::STATE_CLOSED;
  });
  plan.set_state(all_closed ? ActionPlan::STATE_CLOSED : ActionPlan::STATE_PUBLISHED);
  if (const auto day = validation::ParseDay(review.date())) {
    StopClock(plan, v1::PlanClock::KIND_PROGRESS_REVIEW, *day);
  }
  return changed;
}

}  // namespace peerchallenge::recommendations

// ActionPlanService.SuggestRepeats.
#include <algorithm>
#include <utility>
#include <vector>

#include "common/errors/errors.h"
#include "common/text/words.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/plans/action_plan_service.h"
#include "services/recommendations/plans/plan_handling.h"
#include "services/recommendations/plans/plan_names.h"
#include "services/recommendations/plans/similar_texts.h"
#include "services/recommendations/succession.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Transaction;
using v1::Recommendation;
using Repeat = v1::SuggestRepeatsResponse::Repeat;

constexpr size_t kMostRepeats = 20;
// As many of the newest are compared.
constexpr size_t kMostCompared = 1'000;

// An issued plan of the same host, and the day of its letter.
struct EarlierPlan {
  v1::ActionPlan plan;
  absl::CivilDay issue_date;
};

// What is compared of a recommendation: the stems of its text, and its themes.
Stems StemsOf(const Recommendation& recommendation) {
  Stems stems = text::StemsOf(recommendation.text());
  stems.insert(stems.end(), recommendation.themes().begin(), recommendation.themes().end());
  return stems;
}

// The plans of the host of a recommendation, and of those whose place it took, that began before
// that of the recommendation's own letter; the newest first.
absl::StatusOr<std::vector<EarlierPlan>> PlansBefore(Transaction& tx, const Context& context,
                                                     const Recommendation& recommendation,
                                                     const std::string& host) {
  const PlanStore& store = context.store.plans;
  const std::string own = PlanOfReview(validation::ReviewOf(recommendation.name()));
  const auto own_origin = store.Origin(tx, own);
  if (!own_origin.ok() && !absl::IsNotFound(own_origin.status())) return own_origin.status();
  const auto hosts = HostAndPredecessors(tx, context.relations, host);
  if (!hosts.ok()) return hosts.status();
  auto plans = store.PlansOf(tx, *hosts);
  if (!plans.ok()) return plans.status();
  std::vector<EarlierPlan> earlier;
  for (v1::ActionPlan& plan : *plans) {
    const auto origin = store.Origin(tx, plan.name());
    if (!origin.ok()) return origin.status();
    const bool before = !own_origin.ok() || origin->issue_date < own_origin->issue_date;
    if (plan.name() != own && before) earlier.push_back({std::move(plan), origin->issue_date});
  }
  std::stable_sort(earlier.begin(), earlier.end(),
                   [](const auto& a, const auto& b) { return a.issue_date > b.issue_date; });
  return earlier;
}

// What may be repeated, as the caller is shown it: where it stands only with its plan.
struct Candidates {
  std::vector<Repeat> repeats;
  std::vector<Stems> stems;
};
absl::Status AddCandidates(Transaction& tx, const Context& context, PlanRoles& roles,
                           const EarlierPlan& earlier, Candidates& candidates) {
  const auto known = roles.StandingTo(earlier.plan.name());
  if (!known.ok()) return known.status();
  if (*known == nullptr) return absl::OkStatus();
  const auto sees = roles.See(earlier.plan.name());
  if (!sees.ok()) return sees.status();
  const auto responses = context.store.plans.ResponsesOf(tx, earlier.plan.name());
  if (!responses.ok()) return responses.status();
  for (const v1::RecommendationResponse& response : *responses) {
    if (candidates.repeats.size() == kMostCompared) break;
    const auto said = context.store.findings.recommendations.Get(tx, response.recommendation());
    if (!said.ok()) return said.status();
    Repeat& repeat = candidates.repeats.emplace_back();
    repeat.set_recommendation(said->name());
    repeat.set_text(said->text());
    repeat.set_issue_date(validation::FormatDay(earlier.issue_date));
    if (*sees) repeat.set_state(response.state());
    candidates.stems.push_back(StemsOf(*said));
  }
  return absl::OkStatus();
}

// The recommendation, where the caller sees it and has to do with its plan.
absl::StatusOr<Recommendation> FindRecommendation(Transaction& tx, const Context& context,
                                                  PlanRoles& roles, const std::string& name) {
  const auto standing = roles.StandingTo(name);
  if (!standing.ok()) return standing.status();
  if (*standing == nullptr) return errors::NotFound(name);
  const auto role = roles.Of(name);
  if (!role.ok()) return role.status();
  auto recommendation = context.store.findings.recommendations.Get(tx, name);
  if (!recommendation.ok()) return recommendation;
  const bool issued = recommendation->state() == Recommendation::STATE_ISSUED;
  if (!role->reader || !(issued || IsOfTheTeam(**standing))) return errors::NotFound(name);
  return recommendation;
}

}  // namespace

absl::StatusOr<v1::SuggestRepeatsResponse> ActionPlanService::SuggestRepeats(
    const rpc::Call& call, const v1::SuggestRepeatsRequest& request) {
  using Response = v1::SuggestRepeatsResponse;
  return ReadPlans<Response>(
      context_, call,
      [&](Transaction& tx, PlanRoles& roles, const Viewer&) -> absl::StatusOr<Response> {
        const auto asked = FindRecommendation(tx, context_, roles, request.recommendation());
        if (!asked.ok()) return asked.status();
        const auto standing = roles.StandingTo(asked->name());
        if (!standing.ok()) return standing.status();
        const auto earlier = PlansBefore(tx, context_, *asked, (*standing)->review.host());
        if (!earlier.ok()) return earlier.status();
        Candidates candidates;
        for (const EarlierPlan& plan : *earlier) {
          absl::Status status = AddCandidates(tx, context_, roles, plan, candidates);
          if (!status.ok()) return status;
        }
        Response response;
        for (const size_t place : MostSimilar(StemsOf(*asked), candidates.stems, kMostRepeats)) {
          *response.add_repeats() = std::move(candidates.repeats[place]);
        }
        return response;
      });
}

}  // namespace peerchallenge::recommendations

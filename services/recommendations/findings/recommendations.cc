// The methods of FindingService on recommendations.
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/text/words.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/recommendations/findings/finding_checks.h"
#include "services/recommendations/findings/finding_service.h"
#include "services/recommendations/findings/finding_states.h"
#include "services/recommendations/names.h"
#include "services/recommendations/room.h"
#include "services/recommendations/sight.h"
#include "services/recommendations/succession.h"
#include "services/recommendations/themes/theme_references.h"

namespace peerchallenge::recommendations {
namespace {

using resources::InsertStamped;
using resources::UpdateStamped;
using storage::Transaction;
using v1::Recommendation;
using validation::FieldChecks;

constexpr size_t kLongestReason = 2'000;
constexpr size_t kLongestQuery = 200;
constexpr int kMostRecommendations = 300;  // of a review, with those that were withdrawn

std::set<std::string> StemsIn(std::string_view text) {
  const text::Stems stems = text::StemsOf(text);
  return {stems.begin(), stems.end()};
}

absl::Status CheckFindingsThere(Transaction& tx, const Context& context,
                                const Recommendation& recommendation) {
  for (const std::string& name : recommendation.findings()) {
    const auto finding = context.store.findings.findings.Get(tx, name);
    if (absl::IsNotFound(finding.status()) ||
        (finding.ok() && finding->state() == v1::Finding::STATE_WITHDRAWN)) {
      return errors::ReferenceBroken(name, absl::StrCat("the recommendation follows from '", name,
                                                        "', which is not there or withdrawn"));
    }
    if (!finding.ok()) return finding.status();
  }
  return absl::OkStatus();
}

// What is repeated is issued, and was said to the same authority or to one that it succeeded, which
// knows of it: that of an unannounced visit before its release is as if it were not there.
absl::Status CheckRepeats(Transaction& tx, const Context& context,
                          const Recommendation& recommendation, const std::string& host) {
  for (const std::string& name : recommendation.repeats()) {
    const auto earlier = context.store.findings.recommendations.Get(tx, name);
    if (!earlier.ok() && !absl::IsNotFound(earlier.status())) return earlier.status();
    bool same_host = false;
    if (earlier.ok() && earlier->state() == Recommendation::STATE_ISSUED) {
      const auto said_to = context.relations.Review(tx, validation::ReviewOf(name));
      if (!said_to.ok() && !absl::IsNotFound(said_to.status())) return said_to.status();
      const auto hosts = HostAndPredecessors(tx, context.relations, host);
      if (!hosts.ok()) return hosts.status();
      same_host =
          said_to.ok() && !relations::IsHidden(*said_to) && hosts->contains(said_to->host());
    }
    if (!same_host) {
      return errors::ReferenceBroken(
          name, absl::StrCat("'", name,
                             "' is no issued recommendation to this host or to an authority that "
                             "it succeeded"));
    }
  }
  return absl::OkStatus();
}

// Gives the recommendation the next free number, or checks that the one it has is free.
absl::Status Number(Transaction& tx, const Context& context, Recommendation& recommendation) {
  const auto others =
      context.store.findings.RecommendationsOf(tx, validation::ReviewOf(recommendation.name()));
  if (!others.ok()) return others.status();
  int highest = 0;
  for (const Recommendation& other : *others) {
    highest = std::max(highest, other.number());
    if (other.number() == recommendation.number() && other.name() != recommendation.name()) {
      return errors::InvalidField("recommendation.number", absl::StrCat(other.number()),
                                  "a number that no other recommendation has");
    }
  }
  if (recommendation.number() == 0) recommendation.set_number(highest + 1);
  return absl::OkStatus();
}

// `before`: as it is stored.
absl::Status CheckStorable(Transaction& tx, const Context& context, const Standing& standing,
                           Recommendation& recommendation,
                           const Recommendation& before = Recommendation()) {
  FieldChecks checks;
  CheckRecommendation(recommendation, standing.review.name(), standing.review.scope(), checks);
  absl::Status status = checks.Result();
  if (status.ok()) status = CheckOpen(tx, context, standing);
  if (status.ok()) status = CheckFindingsThere(tx, context, recommendation);
  if (status.ok()) {
    status = CheckThemesUsable(tx, context, "recommendation.themes", recommendation.themes(),
                               before.themes());
  }
  if (status.ok()) status = CheckRepeats(tx, context, recommendation, standing.review.host());
  if (status.ok()) status = Number(tx, context, recommendation);
  return status;
}

}  // namespace

absl::StatusOr<Recommendation> FindingService::CreateRecommendation(
    const rpc::Call& call, const v1::CreateRecommendationRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (!request.recommendation_id().empty()) {
    checks.Id("recommendation_id", request.recommendation_id());
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::string id = request.recommendation_id().empty()
                             ? environment::NewUuidV7(context_.clock, context_.random)
                             : request.recommendation_id();
  return Mutate<Recommendation>(
      context_, call, request, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Recommendation> {
        Recommendation recommendation = request.recommendation();
        recommendation.set_name(absl::StrCat(request.parent(), "/recommendations/", id));
        recommendation.clear_withdraw_reason();
        recommendation.set_state(Recommendation::STATE_DRAFT);
        const auto& table = context_.store.findings.recommendations;
        absl::Status status = CheckStorable(tx, context_, standing, recommendation);
        if (status.ok()) {
          status =
              CheckRoomBelow(tx, table, request.parent(), kMostRecommendations, "recommendations");
        }
        if (!status.ok()) return status;
        return InsertStamped(tx, context_, table, std::move(recommendation));
      });
}

absl::StatusOr<Recommendation> FindingService::GetRecommendation(
    const rpc::Call& call, const v1::GetRecommendationRequest& request) {
  return Read<Recommendation>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Recommendation> {
        auto found = context_.store.findings.recommendations.Get(tx, request.name());
        if (!found.ok()) return found;
        if (!Sees(standing, *found)) return errors::NotFound(request.name());
        ReviewSights sights(tx, context_, standing.viewer);
        return ViewOf(sights, *std::move(found));
      });
}

absl::StatusOr<v1::ListRecommendationsResponse> FindingService::ListRecommendations(
    const rpc::Call& call, const v1::ListRecommendationsRequest& request) {
  FieldChecks checks;
  CheckReviews(request.parent(), checks);
  if (!request.theme().empty()) {
    checks.NameBelow("theme", request.theme(), kThemeName, validation::RegionOf(request.parent()));
  }
  checks.Text("query", request.query(), 0, kLongestQuery);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::set<std::string> wanted = StemsIn(request.query());
  const auto matches = [&](const Recommendation& recommendation) {
    const auto& themes = recommendation.themes();
    if (!request.theme().empty() &&
        std::find(themes.begin(), themes.end(), request.theme()) == themes.end()) {
      return false;
    }
    if (wanted.empty()) return true;
    const std::set<std::string> stems = StemsIn(recommendation.text());
    return std::includes(stems.begin(), stems.end(), wanted.begin(), wanted.end());
  };
  resources::ListQuery query = QueryOfReviews(call, request);
  query.order_by = "listed";
  query.bound_to = absl::StrCat(request.theme(), "\n", request.query());
  return ReadSeen<v1::ListRecommendationsResponse>(
      context_, call, request.parent(), [&](Transaction& tx, ReviewSights& sights) {
        absl::Status failed;
        const auto keep = [&](const Recommendation& recommendation) {
          const auto standing = sights.Of(recommendation.name());
          failed.Update(standing.status());
          return standing.ok() && *standing != nullptr && Sees(**standing, recommendation) &&
                 matches(recommendation);
        };
        auto response =
            resources::ToResponse(context_.store.findings.recommendations.List(tx, query, keep),
                                  &v1::ListRecommendationsResponse::mutable_recommendations,
                                  [&](const Recommendation& recommendation) {
                                    const auto view = ViewOf(sights, recommendation);
                                    failed.Update(view.status());
                                    return view.ok() ? *view : Recommendation();
                                  });
        if (!failed.ok()) response = failed;
        return response;
      });
}

absl::StatusOr<Recommendation> FindingService::UpdateRecommendation(
    const rpc::Call& call, const v1::UpdateRecommendationRequest& request) {
  return Mutate<Recommendation>(
      context_, call, request, request.recommendation().name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Recommendation> {
        const auto& table = context_.store.findings.recommendations;
        const auto before = table.Get(tx, request.recommendation().name());
        if (!before.ok()) return before.status();
        auto recommendation =
            resources::Patched(tx, table, request.recommendation(), request.update_mask(),
                               {"state", "withdraw_reason"});
        if (!recommendation.ok()) return recommendation;
        absl::Status status = CheckChangeable(*recommendation);
        if (status.ok()) status = CheckStorable(tx, context_, standing, *recommendation, *before);
        if (!status.ok()) return status;
        return UpdateStamped(tx, context_, table, *std::move(recommendation),
                             request.recommendation().etag());
      });
}

absl::StatusOr<Recommendation> FindingService::WithdrawRecommendation(
    const rpc::Call& call, const v1::WithdrawRecommendationRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kRecommendationName);
  checks.Text("reason", request.reason(), 1, kLongestReason);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Mutate<Recommendation>(
      context_, call, request, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Recommendation> {
        const auto& table = context_.store.findings.recommendations;
        auto recommendation = table.Get(tx, request.name());
        if (!recommendation.ok()) return recommendation;
        absl::Status status = CheckOpen(tx, context_, standing);
        if (status.ok()) status = CheckChangeable(*recommendation);
        if (!status.ok()) return status;
        recommendation->set_state(Recommendation::STATE_WITHDRAWN);
        recommendation->set_withdraw_reason(request.reason());
        return UpdateStamped(tx, context_, table, *std::move(recommendation), request.etag());
      });
}

}  // namespace peerchallenge::recommendations

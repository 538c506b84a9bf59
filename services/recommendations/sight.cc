#include "services/recommendations/sight.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/recommendations/names.h"

namespace peerchallenge::recommendations {

bool IsOfTheTeam(const Standing& standing) {
  return standing.May(access::v1::PERMISSION_FINDING_READ);
}

bool Sees(const Standing& standing, const v1::Finding&) { return IsOfTheTeam(standing); }

bool Sees(const Standing& standing, const v1::Recommendation& recommendation) {
  if (IsOfTheTeam(standing)) return true;
  return recommendation.state() == v1::Recommendation::STATE_ISSUED &&
         standing.May(access::v1::PERMISSION_LETTER_READ);
}

absl::StatusOr<const Standing*> ReviewSights::Of(const std::string& name) {
  const std::string review = validation::ReviewOf(name);
  auto found = standings_.find(review);
  if (found == standings_.end()) {
    auto standing = relations::StandingTo(tx_, context_.relations, viewer_, review);
    std::optional<Standing> known;
    if (standing.ok() && relations::KnowsOf(viewer_, standing->review)) {
      known = *std::move(standing);
    } else if (!standing.ok() && !absl::IsNotFound(standing.status())) {
      return standing.status();
    }
    found = standings_.emplace(review, std::move(known)).first;
  }
  return found->second ? &*found->second : nullptr;
}

absl::StatusOr<v1::Recommendation> ViewOf(ReviewSights& sights, v1::Recommendation recommendation) {
  const auto standing = sights.Of(recommendation.name());
  if (!standing.ok()) return standing.status();
  if (*standing == nullptr || !IsOfTheTeam(**standing)) recommendation.clear_findings();
  std::vector<std::string> shown;
  for (const std::string& name : recommendation.repeats()) {
    const auto earlier = sights.Of(name);
    if (!earlier.ok()) return earlier.status();
    if (*earlier != nullptr) shown.push_back(name);
  }
  recommendation.mutable_repeats()->Assign(shown.begin(), shown.end());
  return recommendation;
}

bool IsAllReviews(const std::string& name) {
  const std::string region = validation::RegionOf(name);
  return !region.empty() && name == absl::StrCat(region, "/reviews/-");
}

void CheckReviews(const std::string& parent, validation::FieldChecks& checks) {
  checks.That(IsAllReviews(parent) || validation::MatchName(parent, kReviewName).has_value(),
              "parent", parent, "the name of a review, or regions/{region}/reviews/-");
}

absl::Status CheckParent(storage::Transaction& tx, const Context& context, const Viewer& viewer,
                         access::Permission permission, const std::string& parent) {
  if (!validation::ReviewOf(parent).empty() && !IsAllReviews(parent)) {
    return relations::FindStanding(tx, context.relations, viewer, permission, parent).status();
  }
  const std::string region =
      validation::MatchName(parent, kRegionName) ? parent : validation::RegionOf(parent);
  const absl::Status there = context.relations.Region(tx, region).status();
  return absl::IsNotFound(there) ? errors::NotFound(parent) : there;
}

}  // namespace peerchallenge::recommendations

#include "services/recommendations/findings/finding_store.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Value;

// By limb, then kind, then id: a space is less than any character of an id.
std::string ListedByLimb(const v1::Finding& finding) {
  return absl::StrCat(finding.limb(), " ", finding.kind(), " ", validation::IdOf(finding.name()));
}

// By review, then number.
std::string ListedByNumber(const v1::Recommendation& recommendation) {
  return absl::StrCat(validation::IdOf(validation::ReviewOf(recommendation.name())), " ",
                      absl::StrFormat("%04d ", recommendation.number()),
                      validation::IdOf(recommendation.name()));
}

template <typename Message>
Value RegionOf(const Message& message) {
  return validation::RegionOf(message.name());
}
template <typename Message>
Value StateOf(const Message& message) {
  return static_cast<int64_t>(message.state());
}

}  // namespace

FindingStore::FindingStore(const environment::Clock& clock, const storage::Sealer& sealer)
    : findings({.table = "findings",
                .columns = {{"listed", ListedByLimb}, {"state", StateOf<v1::Finding>}}},
               clock, sealer),
      recommendations({.table = "recommendations",
                       .columns = {{"listed", ListedByNumber},
                                   {"region", RegionOf<v1::Recommendation>},
                                   {"state", StateOf<v1::Recommendation>}}},
                      clock, sealer) {}

absl::StatusOr<std::vector<v1::Finding>> FindingStore::FindingsOf(storage::Transaction& tx,
                                                                  const std::string& review) const {
  std::vector<v1::Finding> all;
  absl::Status status = findings.Scan(tx, {{"parent", review}}, [&](const v1::Finding& finding) {
    if (finding.state() != v1::Finding::STATE_WITHDRAWN) all.push_back(finding);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  std::sort(all.begin(), all.end(), [](const v1::Finding& a, const v1::Finding& b) {
    return ListedByLimb(a) < ListedByLimb(b);
  });
  return all;
}

absl::StatusOr<std::vector<v1::Recommendation>> FindingStore::RecommendationsOf(
    storage::Transaction& tx, const std::string& review) const {
  std::vector<v1::Recommendation> all;
  absl::Status status =
      recommendations.Scan(tx, {{"parent", review}}, [&](const v1::Recommendation& recommendation) {
        if (recommendation.state() != v1::Recommendation::STATE_WITHDRAWN) {
          all.push_back(recommendation);
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return ListedByNumber(a) < ListedByNumber(b); });
  return all;
}

}  // namespace peerchallenge::recommendations

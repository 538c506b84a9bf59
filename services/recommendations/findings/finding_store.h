#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/recommendations/v1/finding.pb.h"

namespace peerchallenge::recommendations {

// Findings and recommendations. Of both tables, the column "listed" gives the order of their lists,
// and "region" the region.
class FindingStore {
 public:
  // Both outlive the store.
  FindingStore(const environment::Clock& clock, const storage::Sealer& sealer);

  const resources::ResourceTable<v1::Finding> findings;
  const resources::ResourceTable<v1::Recommendation> recommendations;

  // All findings of a review that are not withdrawn, in the order of their lists.
  absl::StatusOr<std::vector<v1::Finding>> FindingsOf(storage::Transaction& tx,
                                                      const std::string& review) const;
  // All recommendations of a review that are not withdrawn, by number.
  absl::StatusOr<std::vector<v1::Recommendation>> RecommendationsOf(
      storage::Transaction& tx, const std::string& review) const;
};

}  // namespace peerchallenge::recommendations

#include "common/relations/audit_sight.h"

#include "common/relations/standing.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::relations {

access::KnowsResource KnowsReviews(const Relations& relations) {
  return [&relations](storage::Transaction& tx, const access::Caller& caller,
                      const std::string& resource) -> absl::StatusOr<bool> {
    const std::string name = validation::ReviewOf(resource);
    if (name.empty()) return true;
    if (absl::Status status = relations.CheckFresh(tx); !status.ok()) return status;
    const auto review = relations.Review(tx, name);
    if (absl::IsNotFound(review.status())) return false;
    if (!review.ok()) return review.status();
    const auto viewer = IdentifyViewer(tx, relations, caller);
    if (!viewer.ok()) return viewer.status();
    return KnowsOf(*viewer, *review);
  };
}

}  // namespace peerchallenge::relations

#include "services/scheduling/audit_sight.h"

#include <string>

#include "services/scheduling/names.h"
#include "services/scheduling/visibility.h"

namespace peerchallenge::scheduling {

access::KnowsResource KnowsReviews(const Store& store) {
  return [&store](storage::Transaction& tx, const access::Caller& caller,
                  const std::string& resource) -> absl::StatusOr<bool> {
    const std::string name = ReviewOf(resource);
    if (name.empty()) return true;
    const auto review = store.reviews.Get(tx, name);
    if (absl::IsNotFound(review.status())) return false;
    if (!review.ok()) return review.status();
    if (!IsHidden(*review)) return true;
    const auto viewer = IdentifyAnew(tx, store, caller);
    if (!viewer.ok()) return viewer.status();
    return SightOf(*viewer, *review) != Sight::kNone;
  };
}

}  // namespace peerchallenge::scheduling

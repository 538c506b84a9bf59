#include "services/scheduling/release_clerk.h"

namespace peerchallenge::scheduling {

absl::Status ReleaseDueVisits(const Context& context) {
  bool any = false;
  absl::Status status =
      context.database.Read(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
        auto due = context.store.ReviewsToRelease(tx, context.clock.Now());
        if (due.ok()) any = !due->empty();
        return due.status();
      });
  if (!status.ok() || !any) return status;
  return context.database.Write(absl::InfiniteFuture(), [&](storage::Transaction& tx) {
    auto due = context.store.ReviewsToRelease(tx, context.clock.Now());
    if (!due.ok()) return due.status();
    for (v1::Review& review : *due) {
      review.set_released(true);
      resources::SetUpdateTime(context.clock, review);
      if (absl::Status stored = context.store.reviews.Update(tx, review); !stored.ok()) {
        return stored;
      }
    }
    return absl::OkStatus();
  });
}

}  // namespace peerchallenge::scheduling

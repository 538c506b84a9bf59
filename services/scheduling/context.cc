#include "services/scheduling/context.h"

#include "absl/time/clock.h"

namespace peerchallenge::scheduling {
namespace {

// The store counts deadlines by the machine's clock.
constexpr absl::Duration kReadLimit = absl::Seconds(5);

}  // namespace

absl::StatusOr<Viewer> ViewerNow(const Context& context, const access::Caller& caller) {
  absl::StatusOr<Viewer> viewer;
  absl::Status status =
      context.database.Read(absl::Now() + kReadLimit, [&](storage::Transaction& tx) {
        viewer = IdentifyAnew(tx, context.store, caller);
        return viewer.status();
      });
  if (!status.ok()) return status;
  return viewer;
}

}  // namespace peerchallenge::scheduling

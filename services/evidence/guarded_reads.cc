#include "services/evidence/guarded_reads.h"

#include <utility>

namespace peerchallenge::evidence {

absl::Status GuardedReads::Record(const Context& context, const rpc::Call& call) const {
  if (items_.empty()) return absl::OkStatus();
  return context.database.Write(call.deadline, [&](storage::Transaction& tx) -> absl::Status {
    for (const std::string& item : items_) {
      if (absl::Status status = RecordRead(tx, context, call, item); !status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Item> ShowAndRecord(storage::Transaction& tx, const Context& context,
                                       const rpc::Call& call, const ItemViews& views,
                                       v1::Item item) {
  if (IsGuarded(views.standing(), item)) {
    absl::Status status = RecordRead(tx, context, call, item.name());
    if (!status.ok()) return status;
  }
  return views.View(std::move(item));
}

}  // namespace peerchallenge::evidence

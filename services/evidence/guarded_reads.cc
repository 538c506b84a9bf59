#include "services/evidence/guarded_reads.h"

#include <utility>

#include "common/errors/errors.h"

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

absl::Status ShowAgain(storage::Transaction& tx, const Context& context, const rpc::Call& call,
                       const Standing& standing, const v1::Item& kept) {
  auto views = ItemViews::Load(tx, context, standing);
  if (!views.ok()) return views.status();
  auto item = context.store.items.Get(tx, kept.name());
  if (!item.ok()) return item.status();
  auto versions = VersionViews::Load(tx, context, standing, *item);
  if (!versions.ok()) return versions.status();
  if (!views->Sees(*item) || !versions->Sees(kept.version())) return errors::NotFound(kept.name());
  return versions->IsGuarded(kept.version()) ? RecordRead(tx, context, call, kept.name())
                                             : absl::OkStatus();
}

}  // namespace peerchallenge::evidence

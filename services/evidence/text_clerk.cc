#include "services/evidence/text_clerk.h"

namespace peerchallenge::evidence {
namespace {

// Other writes wait meanwhile.
constexpr int64_t kAtATime = 50;

absl::Status IndexSome(storage::Transaction& tx, const Context& context,
                       const std::string& review) {
  auto changed = context.text_index.ChangedTexts(tx, review, kAtATime);
  if (!changed.ok()) return changed.status();
  for (const auto& [number, name] : *changed) {
    auto item = context.store.items.Get(tx, name);
    if (!item.ok()) return item.status();
    absl::Status status = item->has_content()
                              ? context.text_index.Put(tx, name, item->content().text())
                              : context.text_index.Remove(tx, name);
    if (status.ok()) status = context.text_index.CrossOff(tx, number);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status IndexChangedTexts(const Context& context, const std::string& review,
                               absl::Time deadline) {
  while (true) {
    bool left = false;
    absl::Status status =
        context.database.Read(deadline, [&](storage::Transaction& tx) -> absl::Status {
          auto changed = context.text_index.ChangedTexts(tx, review, 1);
          if (changed.ok()) left = !changed->empty();
          return changed.status();
        });
    if (!status.ok() || !left) return status;
    status = context.database.Write(
        deadline, [&](storage::Transaction& tx) { return IndexSome(tx, context, review); });
    if (!status.ok()) return status;
  }
}

}  // namespace peerchallenge::evidence

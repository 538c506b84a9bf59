#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "services/evidence/context.h"
#include "services/evidence/item_views.h"
#include "services/evidence/version_views.h"

namespace peerchallenge::evidence {

// Reads of guarded text (Sensitivity) that a call is about to answer with: they go on record before
// the answer leaves.
class GuardedReads {
 public:
  // Notes that the caller will be shown the item's text, if that has to be recorded.
  void Note(const Standing& standing, const v1::Item& item) {
    if (IsGuarded(standing, item)) items_.push_back(item.name());
  }
  // Notes that the caller will be shown a version's text, likewise.
  void Note(const VersionViews& versions, const std::string& item, int64_t number) {
    if (versions.IsGuarded(number)) {
      items_.push_back(item + "/versions/" + std::to_string(number));
    }
  }
  // Writes what was noted, in a transaction of its own. Nothing noted, nothing written.
  absl::Status Record(const Context& context, const rpc::Call& call) const;

 private:
  std::vector<std::string> items_;  // or versions, by name
};

// The item as the answer of a call that changes it; a read of guarded text goes on record in the
// same transaction.
absl::StatusOr<v1::Item> ShowAndRecord(storage::Transaction& tx, const Context& context,
                                       const rpc::Call& call, const ItemViews& views,
                                       v1::Item item);

// Whether such an answer, kept for its request, may be given again: RESOURCE_NOT_FOUND where the
// caller sees that version of the item no longer. The read goes on record likewise.
absl::Status ShowAgain(storage::Transaction& tx, const Context& context, const rpc::Call& call,
                       const Standing& standing, const v1::Item& kept);

}  // namespace peerchallenge::evidence

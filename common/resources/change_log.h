#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/storage/database.h"
#include "peerchallenge/changes/v1/changes.pb.h"

namespace peerchallenge::resources {

// One row of the change table: a resource before and after a committed change.
struct ChangeRow {
  int64_t revision = 0;  // 1, 2, 3, … in commit order, without a gap
  changes::v1::Change::Kind kind = changes::v1::Change::KIND_UNSPECIFIED;
  std::string type;  // full message name
  std::string name;
  absl::Time time;
  int64_t version = 0;  // of the resource after the change (before it, when deleted)
  std::optional<std::string> before = {};  // serialised; absent when created
  std::optional<std::string> after = {};   // serialised; absent when deleted
};

// Appends a change; its revision is set here. Belongs to the transaction that changes the resource.
absl::Status AppendChange(storage::Transaction& tx, const ChangeRow& change);

// The revision of the last change; 0 when there was none yet.
absl::StatusOr<int64_t> LastRevision(storage::Transaction& tx);

// The revision before the oldest kept change: who has seen this one can still be told all later
// ones.
absl::StatusOr<int64_t> OldestResumable(storage::Transaction& tx);

// The changes after `revision` in order, at most `max_rows`.
absl::StatusOr<std::vector<ChangeRow>> ReadChanges(storage::Transaction& tx, int64_t revision,
                                                   int max_rows);

// Deletes the oldest changes, at most `max_rows`, up to the first one that is not older than
// `before`; never the last. Returns how many.
absl::StatusOr<int64_t> PruneChanges(storage::Transaction& tx, absl::Time before, int max_rows);

// Erases what the resources of these names, and those right below them, were before and after each
// of their changes: watchers pass over these. For what the law wants gone; reads the whole table.
absl::Status EraseBodies(storage::Transaction& tx, const std::set<std::string>& names);

}  // namespace peerchallenge::resources

#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "common/storage/database.h"
#include "services/evidence/context.h"
#include "services/evidence/item_views.h"
#include "services/evidence/standing.h"

namespace peerchallenge::evidence {

// What somebody may name who writes something of a review, by one state of the database.
class References {
 public:
  // All outlive it.
  References(storage::Transaction& tx, const Context& context, const Standing& standing)
      : tx_(tx), context_(context), standing_(standing) {}

  // As Store::CheckThere; of what others have found a case auditor may name what they see, and all
  // else is not there.
  absl::Status Check(const std::string& name);

 private:
  absl::Status CheckSeen(const std::string& name);

  storage::Transaction& tx_;
  const Context& context_;
  const Standing& standing_;
  std::optional<ItemViews> views_;  // once they are needed
};

}  // namespace peerchallenge::evidence

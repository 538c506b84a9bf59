#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/access/cached_grants.h"
#include "common/access/caller.h"
#include "common/access/stored_grant.h"
#include "common/environment/clock.h"
#include "common/storage/database.h"
#include "services/scheduling/store.h"

namespace peerchallenge::scheduling {

using access::GrantOf;

// The grants that are stored for the subject.
absl::StatusOr<std::vector<access::Grant>> GrantsOf(storage::Transaction& tx, const Store& store,
                                                    const std::string& subject);

// The grants of the directory, for common/access.
class StoredGrants final : public access::CachedGrants {
 public:
  // All outlive it.
  StoredGrants(storage::Database& database, const Store& store, const environment::Clock& clock);
};

}  // namespace peerchallenge::scheduling

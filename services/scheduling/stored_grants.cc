#include "services/scheduling/stored_grants.h"

namespace peerchallenge::scheduling {

absl::StatusOr<std::vector<access::Grant>> GrantsOf(storage::Transaction& tx, const Store& store,
                                                    const std::string& subject) {
  auto stored = store.role_grants.All(tx, {{"subject", subject}});
  if (!stored.ok()) return stored.status();
  std::vector<access::Grant> grants;
  for (const v1::RoleGrant& grant : *stored) grants.push_back(GrantOf(grant));
  return grants;
}

StoredGrants::StoredGrants(storage::Database& database, const Store& store,
                           const environment::Clock& clock)
    : CachedGrants(database, clock, [&store](storage::Transaction& tx, const std::string& subject) {
        return scheduling::GrantsOf(tx, store, subject);
      }) {}

}  // namespace peerchallenge::scheduling

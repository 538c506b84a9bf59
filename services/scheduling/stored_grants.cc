#include "services/scheduling/stored_grants.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/validation/resource_name.h"
#include "services/scheduling/names.h"

namespace peerchallenge::scheduling {
namespace {

// The store counts deadlines by the machine's clock.
constexpr absl::Duration kReadLimit = absl::Seconds(5);

}  // namespace

access::Grant GrantOf(const v1::RoleGrant& stored) {
  const std::string region = validation::RegionOf(stored.name());
  return {.role = stored.role(),
          .region = region == kEverywhere ? "" : region,
          .authority = stored.authority(),
          .acts_as = stored.acts_as(),
          .may_write = stored.may_write()};
}

absl::StatusOr<std::vector<access::Grant>> GrantsOf(storage::Transaction& tx, const Store& store,
                                                    const std::string& subject) {
  auto stored = store.role_grants.All(tx, {{"subject", subject}});
  if (!stored.ok()) return stored.status();
  std::vector<access::Grant> grants;
  for (const v1::RoleGrant& grant : *stored) grants.push_back(GrantOf(grant));
  return grants;
}

absl::StatusOr<std::vector<access::Grant>> StoredGrants::GrantsOf(const std::string& subject) {
  const absl::Time now = clock_.Now();
  int64_t forgotten = 0;
  {
    environment::MutexLock lock(mutex_);
    const auto known = entries_.find(subject);
    if (known != entries_.end() && now - known->second.read_time < kUsedFor) {
      return known->second.grants;
    }
    forgotten = forgotten_;
  }
  absl::StatusOr<std::vector<access::Grant>> grants = ReadGrants(subject);
  if (grants.ok()) Remember(subject, {now, *grants}, forgotten);
  return grants;
}

void StoredGrants::Forget(const std::string& subject) {
  environment::MutexLock lock(mutex_);
  entries_.erase(subject);
  ++forgotten_;
}

absl::StatusOr<std::vector<access::Grant>> StoredGrants::ReadGrants(const std::string& subject) {
  absl::StatusOr<std::vector<access::Grant>> grants;
  absl::Status status = database_.Read(absl::Now() + kReadLimit, [&](storage::Transaction& tx) {
    grants = scheduling::GrantsOf(tx, store_, subject);
    return grants.status();
  });
  if (!status.ok()) return status;
  return grants;
}

void StoredGrants::Remember(const std::string& subject, Entry entry, int64_t forgotten_before) {
  environment::MutexLock lock(mutex_);
  if (forgotten_ != forgotten_before) return;  // what was read may be from before the change
  if (entries_.size() >= kMaxSubjects) entries_.clear();
  entries_[subject] = std::move(entry);
}

}  // namespace peerchallenge::scheduling

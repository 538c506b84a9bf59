#include "common/access/cached_grants.h"

#include <utility>

#include "absl/time/clock.h"

namespace peerchallenge::access {
namespace {

// The store counts deadlines by the machine's clock.
constexpr absl::Duration kReadLimit = absl::Seconds(5);

}  // namespace

std::optional<std::vector<Grant>> CachedGrants::KnownGrantsOf(const std::string& subject) {
  const absl::Time now = clock_.Now();
  const environment::MutexLock lock(mutex_);
  const auto known = entries_.find(subject);
  if (known == entries_.end() || now - known->second.read_time >= kUsedFor) return std::nullopt;
  return known->second.grants;
}

absl::StatusOr<std::vector<Grant>> CachedGrants::GrantsOf(const std::string& subject) {
  auto known = KnownGrantsOf(subject);
  if (known) return *std::move(known);
  const absl::Time now = clock_.Now();
  int64_t forgotten = 0;
  {
    const environment::MutexLock lock(mutex_);
    forgotten = forgotten_;
  }
  absl::StatusOr<std::vector<Grant>> grants = ReadGrants(subject);
  if (grants.ok()) Remember(subject, {now, *grants}, forgotten);
  return grants;
}

void CachedGrants::Forget(const std::string& subject) {
  const environment::MutexLock lock(mutex_);
  entries_.erase(subject);
  ++forgotten_;
}

absl::StatusOr<std::vector<Grant>> CachedGrants::ReadGrants(const std::string& subject) {
  absl::StatusOr<std::vector<Grant>> grants;
  absl::Status status = database_.Read(absl::Now() + kReadLimit, [&](storage::Transaction& tx) {
    grants = reader_(tx, subject);
    return grants.status();
  });
  if (!status.ok()) return status;
  return grants;
}

void CachedGrants::Remember(const std::string& subject, Entry entry, int64_t forgotten_before) {
  const environment::MutexLock lock(mutex_);
  if (forgotten_ != forgotten_before) return;  // what was read may be from before the change
  if (entries_.size() >= kMaxSubjects) entries_.clear();
  entries_[subject] = std::move(entry);
}

}  // namespace peerchallenge::access

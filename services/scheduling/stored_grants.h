#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/grant_source.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/storage/database.h"
#include "services/scheduling/store.h"

namespace peerchallenge::scheduling {

// What a stored grant gives; its region comes from its name, "regions/-" standing for everywhere.
access::Grant GrantOf(const v1::RoleGrant& stored);

// The grants that are stored for the subject.
absl::StatusOr<std::vector<access::Grant>> GrantsOf(storage::Transaction& tx, const Store& store,
                                                    const std::string& subject);

// The grants of the directory, for common/access. What was read is used for a second, so a grant or
// its end reaches other processes within that time; this one at once, by Forget().
class StoredGrants final : public access::GrantSource {
 public:
  static constexpr absl::Duration kUsedFor = absl::Seconds(1);
  // More subjects than that are not remembered at a time.
  static constexpr size_t kMaxSubjects = 10'000;

  // All outlive it.
  StoredGrants(storage::Database& database, const Store& store, const environment::Clock& clock)
      : database_(database), store_(store), clock_(clock) {}

  absl::StatusOr<std::vector<access::Grant>> GrantsOf(const std::string& subject) override;

  // To be called when a change of the subject's grants has been committed: later calls of
  // GrantsOf() see it.
  void Forget(const std::string& subject);

 private:
  struct Entry {
    absl::Time read_time;
    std::vector<access::Grant> grants;
  };

  absl::StatusOr<std::vector<access::Grant>> ReadGrants(const std::string& subject);
  void Remember(const std::string& subject, Entry entry, int64_t forgotten_before);

  storage::Database& database_;
  const Store& store_;
  const environment::Clock& clock_;

  environment::Mutex mutex_;
  std::unordered_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  int64_t forgotten_ ABSL_GUARDED_BY(mutex_) = 0;  // calls of Forget()
};

}  // namespace peerchallenge::scheduling

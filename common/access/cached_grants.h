#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access/grant_source.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/storage/database.h"

namespace peerchallenge::access {

// Grants that a service reads from its database. What was read is used for a second, so a grant or
// its end that is stored there counts within that time; here at once, by Forget(). An error is not
// remembered. Thread-safe.
class CachedGrants : public GrantSource {
 public:
  static constexpr absl::Duration kUsedFor = absl::Seconds(1);
  // More subjects than that are not remembered at a time.
  static constexpr size_t kMaxSubjects = 10'000;

  // Reads the grants of a subject; what it uses outlives the source.
  using Reader = std::function<absl::StatusOr<std::vector<Grant>>(storage::Transaction& tx,
                                                                  const std::string& subject)>;

  // `database` and `clock` outlive it.
  CachedGrants(storage::Database& database, const environment::Clock& clock, Reader reader)
      : database_(database), clock_(clock), reader_(std::move(reader)) {}

  std::optional<std::vector<Grant>> KnownGrantsOf(const std::string& subject) override;
  // Errors: those of the reader and of Database::Read.
  absl::StatusOr<std::vector<Grant>> GrantsOf(const std::string& subject) override;

  // To be called when a change of the subject's grants has been committed: later calls of
  // GrantsOf() see it.
  void Forget(const std::string& subject);

 private:
  struct Entry {
    absl::Time read_time;
    std::vector<Grant> grants;
  };

  absl::StatusOr<std::vector<Grant>> ReadGrants(const std::string& subject);
  void Remember(const std::string& subject, Entry entry, int64_t forgotten_before);

  storage::Database& database_;
  const environment::Clock& clock_;
  const Reader reader_;

  environment::Mutex mutex_;
  std::unordered_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
  int64_t forgotten_ ABSL_GUARDED_BY(mutex_) = 0;  // calls of Forget()
};

}  // namespace peerchallenge::access

#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "common/access/audit_log.h"
#include "common/environment/clock.h"
#include "common/storage/migrations.h"
#include "tests/common/access/test_support.h"
#include "tests/common/storage/fresh_store.h"

namespace peerchallenge::access {

// A deadline that is never reached.
inline constexpr absl::Time kForever = absl::InfiniteFuture();

// A migrated store that fails while it is told to.
class AuditStore final : public storage::Database {
 public:
  explicit AuditStore(storage::Backend backend = storage::Backend::kSqlite)
      : store_(backend), database_(store_.Open()) {
    const environment::ManualClock clock(absl::FromUnixSeconds(1'800'000'000));
    EXPECT_TRUE(storage::Migrate(*database_, clock, "audit", AuditLog::Migrations()).ok());
  }

  storage::Dialect dialect() const override { return database_->dialect(); }
  absl::Status Read(absl::Time deadline, storage::TransactionBody body) override {
    return database_->Read(deadline, body);
  }
  absl::Status Write(absl::Time deadline, storage::TransactionBody body) override {
    if (failing) return errors::Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE, "out of order");
    ++writes;
    return database_->Write(deadline, body);
  }
  void Enqueue(absl::Time deadline, storage::QueuedWrite& write) override {
    database_->Enqueue(deadline, write);
  }

  void OnCommit(std::function<void()> wake) override { database_->OnCommit(std::move(wake)); }

  std::atomic<bool> failing = false;
  std::atomic<int> writes = 0;

 private:
  storage::FreshStore store_;
  std::unique_ptr<storage::Database> database_;
};

// All entries, oldest first.
inline std::vector<AuditEntry> AllOf(AuditLog& log) {
  std::vector<AuditEntry> entries = log.Query(absl::InfiniteFuture(), {.limit = 1000})->entries;
  std::reverse(entries.begin(), entries.end());
  return entries;
}

}  // namespace peerchallenge::access

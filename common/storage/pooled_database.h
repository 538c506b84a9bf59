#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/environment/mutex.h"
#include "common/storage/connection.h"
#include "common/storage/database.h"
#include "common/storage/group_commit.h"
#include "common/storage/open.h"

namespace peerchallenge::storage {

// A Database made of connections: one behind a group commit for writes, a pool for reads.
class PooledDatabase final : public Database {
 public:
  using Connect = std::function<absl::StatusOr<std::unique_ptr<Connection>>()>;

  // Starts to call `heard` after commits of other processes; ends when what it returns goes.
  using Listen = std::function<std::shared_ptr<void>(std::function<void()> heard)>;

  // `connect` makes a connection for reads; called from any thread. `listen` is empty for a store
  // that does not tell of commits.
  PooledDatabase(Dialect dialect, std::unique_ptr<Connection> writer, Connect connect,
                 const OpenOptions& options, Listen listen = nullptr);

  Dialect dialect() const override { return dialect_; }
  absl::Status Read(absl::Time deadline, TransactionBody body) override;
  absl::Status Write(absl::Time deadline, TransactionBody body) override;
  void Enqueue(absl::Time deadline, QueuedWrite& write) override;
  void OnCommit(std::function<void()> listener) override;

 private:
  absl::StatusOr<std::unique_ptr<Connection>> Take(absl::Time deadline);
  void Return(std::unique_ptr<Connection> connection);

  const Dialect dialect_;
  const Connect connect_;
  const Listen listen_;
  GroupCommit writes_;

  environment::Mutex mutex_;
  environment::ConditionVariable returned_;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
  int may_connect_ ABSL_GUARDED_BY(mutex_);  // connections that may still be made
  std::shared_ptr<void> listening_;          // last: it calls back
};

}  // namespace peerchallenge::storage

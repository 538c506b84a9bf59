#include "common/storage/pooled_database.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/storage/body_transaction.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {

PooledDatabase::PooledDatabase(Dialect dialect, std::unique_ptr<Connection> writer, Connect connect,
                               const OpenOptions& options, Listen listen)
    : dialect_(dialect),
      connect_(std::move(connect)),
      listen_(std::move(listen)),
      writes_(std::move(writer), options.max_batch, options.max_wait),
      may_connect_(std::max(options.readers, 1)) {}

absl::Status PooledDatabase::Read(absl::Time deadline, TransactionBody body) {
  absl::StatusOr<std::unique_ptr<Connection>> connection = Take(deadline);
  if (!connection.ok()) return connection.status();
  absl::Status status = (*connection)->BeginRead(deadline);
  if (status.ok()) {
    status = BodyTransaction(**connection).Run(body);
    (*connection)->Rollback();  // there is nothing to keep
  }
  Return(*std::move(connection));
  absl::Status on_disk = writes_.WaitForDisk();
  return on_disk.ok() ? status : on_disk;
}

absl::Status PooledDatabase::Write(absl::Time deadline, TransactionBody body) {
  return writes_.Write(deadline, body);
}

void PooledDatabase::Enqueue(absl::Time deadline, QueuedWrite& write) {
  writes_.Enqueue(deadline, write);
}

void PooledDatabase::OnCommit(std::function<void()> listener) {
  const bool wanted = listener != nullptr;
  writes_.OnCommit(std::move(listener));
  listening_.reset();
  if (wanted && listen_) listening_ = listen_([this] { writes_.Committed(); });
}

absl::StatusOr<std::unique_ptr<Connection>> PooledDatabase::Take(absl::Time deadline) {
  if (deadline <= absl::Now()) return DeadlinePassed();
  {
    environment::MutexLock lock(mutex_);
    const auto until = environment::SteadyAfter(deadline - absl::Now());
    while (idle_.empty() && may_connect_ == 0) {
      if (!returned_.WaitUntil(lock, until)) return DeadlinePassed();
    }
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    --may_connect_;
  }
  absl::StatusOr<std::unique_ptr<Connection>> connection = connect_();
  if (!connection.ok()) {
    const environment::MutexLock lock(mutex_);
    ++may_connect_;
    returned_.NotifyOne();
  }
  return connection;
}

void PooledDatabase::Return(std::unique_ptr<Connection> connection) {
  const environment::MutexLock lock(mutex_);
  idle_.push_back(std::move(connection));
  returned_.NotifyOne();
}

}  // namespace peerchallenge::storage

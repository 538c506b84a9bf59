#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"
#include "common/storage/acknowledger.h"
#include "common/storage/body_transaction.h"
#include "common/storage/connection.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// Lets concurrent writes share a commit, and so a wait for the disk. Writes queue up; a thread of
// its own runs all that are queued in one transaction, commits once, has each told how it went
// (acknowledger.h) and begins anew.
//
// A body that fails leaves the others alone: one that has only read fails by itself; after one that
// has written, the transaction starts anew and every body runs again, in a savepoint of its own.
// So savepoints, which cost more than most bodies, are paid for only where failures are.
class GroupCommit {
 public:
  // `max_batch`: writes in one commit, at most. `max_wait`: for other processes.
  GroupCommit(std::unique_ptr<Connection> connection, int max_batch, absl::Duration max_wait);
  // Ends what is queued.
  ~GroupCommit();

  // As Database::Write and Database::Enqueue.
  absl::Status Write(absl::Time deadline, TransactionBody body);
  void Enqueue(absl::Time deadline, QueuedWrite& write);

  // As Database::OnCommit.
  void OnCommit(std::function<void()> listener);
  // Calls that listener.
  void Committed();

  // Waits until what a reader has seen is on disk (acknowledger.h).
  absl::Status WaitForDisk() { return acknowledger_.WaitForDisk(); }

 private:
  class WaitedFor;  // a write for which a thread waits
  using Request = WriteRequest;
  using Batch = WriteBatch;

  // Tells the writer's thread that a commit has reached the disk.
  void Synced();
  // False, and nothing happens, when it is no longer queued.
  bool TakeBack(const QueuedWrite& write);
  // Adds the queued requests, as many as may be in one batch.
  void TakeQueued(Batch& batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // How bodies that share a transaction are kept apart.
  enum class Apart { kNot, kBySavepoints };
  // How a transaction's bodies went: all have their results; one has failed and left something
  // behind; or the transaction itself has failed.
  enum class Went { kWell, kStained, kFailed };

  // Of the writer's thread only, without the mutex.
  void Work();
  // Adds what comes while the last commit is on its way to the disk; false when it is there.
  bool TakeMore(Batch& batch);
  bool Run(Batch& batch);
  Went RunAndCommit(Batch& batch, Apart apart);
  Went RunAll(Batch& batch, Apart apart);
  absl::Status Begin(Batch& batch);
  Went RunOne(Request& request, Apart apart);

  const int max_batch_;
  const absl::Duration max_wait_;
  // These are of the writer's thread.
  const std::unique_ptr<Connection> connection_;
  int careful_batches_ = 0;             // how many more use savepoints from the start
  BodyTransaction* running_ = nullptr;  // the body's, while one runs

  environment::Mutex mutex_;
  environment::ConditionVariable wake_;
  std::deque<Request> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  environment::Mutex
      listener_mutex_;  // held while the listener runs, so that it can be taken away safely
  std::function<void()> listener_ ABSL_GUARDED_BY(listener_mutex_);

  Acknowledger acknowledger_;
  std::thread writer_;  // last: it uses all others
};

}  // namespace peerchallenge::storage

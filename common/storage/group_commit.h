#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"
#include "common/storage/connection.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// Lets concurrent writes share a commit, and so a wait for the disk. Writes queue up; the first in
// the queue leads: it runs all that are queued, and those that come meanwhile, in one transaction
// on its own thread, commits once and hands the lead to the next. Without company a write costs no
// switch of threads.
//
// A body that fails leaves the others alone: one that has only read fails by itself; after one that
// has written, the transaction starts anew and every body runs again, in a savepoint of its own.
// So savepoints, which cost more than most bodies, are paid for only where failures are.
class GroupCommit {
 public:
  // `max_batch`: writes in one commit, at most. `max_wait`: for other processes.
  GroupCommit(std::unique_ptr<Connection> connection, int max_batch, absl::Duration max_wait);

  // As Database::Write.
  absl::Status Write(absl::Time deadline, TransactionBody body);

  // As Database::OnCommit.
  void OnCommit(std::function<void()> listener);
  // Calls that listener.
  void Committed();

 private:
  enum class State { kQueued, kLeading, kRunning, kDone };
  struct Request {
    Request(absl::Time until, TransactionBody run) : deadline(until), body(run) {}

    const absl::Time deadline;
    const TransactionBody body;
    State state = State::kQueued;
    absl::Status result;
    environment::ConditionVariable changed;
  };
  using Batch = std::vector<std::shared_ptr<Request>>;

  // Waits until the request leads or is done; false when its deadline passed while it was still
  // queued.
  bool Await(Request& request, environment::MutexLock& lock) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Adds the queued requests to the batch, as many as may be in one.
  void TakeQueued(Batch& batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The next leader; null when there is nothing to do.
  std::shared_ptr<Request> PassLead() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // How bodies that share a transaction are kept apart.
  enum class Apart { kNot, kBySavepoints };
  // How a transaction's bodies went: all have their results; one has failed and left something
  // behind; or the transaction itself has failed.
  enum class Went { kWell, kStained, kFailed };

  // Of the leader only, without the mutex.
  bool Run(Batch& batch);
  Went RunAll(Batch& batch, Apart apart);
  absl::Status Begin(Batch& batch);
  Went RunOne(Request& request, Apart apart);

  const int max_batch_;
  const absl::Duration max_wait_;
  // Both of the leader.
  const std::unique_ptr<Connection> connection_;
  int careful_batches_ = 0;  // how many more use savepoints from the start

  environment::Mutex mutex_;
  std::deque<std::shared_ptr<Request>> queue_ ABSL_GUARDED_BY(mutex_);
  bool led_ ABSL_GUARDED_BY(mutex_) = false;  // someone leads

  environment::Mutex
      listener_mutex_;  // held while the listener runs, so that it can be taken away safely
  std::function<void()> listener_ ABSL_GUARDED_BY(listener_mutex_);
};

}  // namespace peerchallenge::storage

#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// One connection to a store, used by one thread at a time: what SQLite and PostgreSQL each
// implement. Everything else (pool, group commit, migrations) is written once on top of it.
class Connection : public Transaction {
 public:
  // Starts a transaction that sees one committed state until it ends.
  virtual absl::Status BeginRead(absl::Time deadline) = 0;

  // Starts a transaction that excludes all other writers of the store, of this process and of
  // others; waits for them until `wait_until`, then UNAVAILABLE. `deadline` bounds each statement.
  virtual absl::Status BeginWrite(absl::Time wait_until, absl::Time deadline) = 0;

  // Waits for the end of what was posted (Transaction::Post); its error.
  virtual absl::Status Settle() { return absl::OkStatus(); }

  // Ends the transaction; on OK its writes can be seen, and are on disk unless SyncsApart(). When
  // something that was posted has failed, that is the error, and the transaction has not ended.
  virtual absl::Status Commit() = 0;

  // Whether it takes Sync() to have on disk what was committed before. Sync() may be called from
  // another thread than the rest, also while that is used.
  virtual bool SyncsApart() const { return false; }
  virtual absl::Status Sync() { return absl::OkStatus(); }

  // Does between transactions what the store needs now and then and no commit should wait for.
  virtual void Maintain() {}

  // Ends the transaction, whatever state it is in, and undoes its writes.
  virtual void Rollback() = 0;

  // A point inside the transaction to return to; there is one at a time.
  virtual absl::Status SetSavepoint() = 0;
  virtual absl::Status DropSavepoint() = 0;
  virtual absl::Status RollBackToSavepoint() = 0;
};

}  // namespace peerchallenge::storage

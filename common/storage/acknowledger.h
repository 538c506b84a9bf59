#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"
#include "common/storage/connection.h"
#include "common/storage/database.h"

namespace peerchallenge::storage {

// A write and what came of it.
struct WriteRequest {
  absl::Time deadline;
  QueuedWrite* write;
  absl::Status result = absl::OkStatus();
};
using WriteBatch = std::vector<WriteRequest>;

// Tells writes how they went once what they wrote is on disk. On a store whose commits get there by
// a step of their own (Connection::SyncsApart) it has a thread for that, so that the bodies of the
// next batch run meanwhile. Nobody learns of a commit that is not on disk yet: not its writer, not
// a failed write behind it, and not a reader, who waits.
//
// When a sync fails, it cannot be known what is on disk: from then on all is UNAVAILABLE.
class Acknowledger {
 public:
  // `connection` outlives it. `synced` is called when IsSyncing() has ended, and `committed` after
  // commits, before their writers are told.
  Acknowledger(Connection& connection, std::function<void()> synced,
               std::function<void()> committed);
  // Tells all that were handed over.
  ~Acknowledger();

  // Whether a commit is on its way to the disk.
  bool IsSyncing() const { return on_disk_.load() < announced_.load() && !failed_.load(); }

  // By the writer's thread, while none is: something is about to be committed, which readers may
  // see soon. UNAVAILABLE, and it must not be committed, after a sync that failed.
  absl::Status Announce();
  // By the writer's thread: what was announced is committed, or nothing has come of it.
  void HandOver(WriteBatch batch, bool committed);

  // Waits until all that a reader has seen is on disk. UNAVAILABLE when that cannot be had.
  absl::Status WaitForDisk();

 private:
  struct Handed {
    WriteBatch batch;
    bool committed = false;
    int64_t number = 0;  // of the last announcement before
  };

  // UNAVAILABLE after a sync that failed.
  absl::Status CheckDisk() const;
  void Work();
  // Syncs and tells, in the order of the batches.
  void Finish(std::vector<Handed> all);

  Connection& connection_;
  const std::function<void()> synced_;
  const std::function<void()> committed_;
  std::atomic<int64_t> announced_{0};
  std::atomic<int64_t> on_disk_{0};  // changed with the lock held
  std::atomic<bool> failed_{false};  // changed with the lock held

  environment::Mutex mutex_;
  environment::ConditionVariable handed_over_;
  environment::ConditionVariable reached_disk_;
  std::vector<Handed> handed_ ABSL_GUARDED_BY(mutex_);
  bool finishing_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all others
};

}  // namespace peerchallenge::storage

#pragma once

#include <cstddef>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/access/audit_log.h"
#include "common/environment/clock.h"
#include "common/environment/mutex.h"
#include "common/observability/log.h"

namespace peerchallenge::access {

// Writes refused calls to the audit log in the background, so that refusing stays cheap and nobody
// can fill the disk with refusals: of one subject, method and reason the first in a minute (of the
// clock) is written at once, those after it as one entry with their count when the minute is over,
// which names a resource and its region where all of them named the same. Those that did not end as
// if their resource were missing (EndedAsIfMissing) are counted for each resource, so that no count
// mixes what a reader may not know of with what the reader may.
// Memory is bounded: when too many different ones come, the further ones are counted together under
// the subject "(others)", without their resources. Only a crash loses what is not written yet.
class AuditRecorder {
 public:
  struct Options {
    size_t max_kinds = 4096;  // different refusals a minute that are told apart
    size_t max_pending =
        4096;  // entries that wait for a slow disk; further ones stay counted until there is room
  };

  // All outlive the recorder.
  AuditRecorder(AuditLog& log, const environment::Clock& clock, observability::Log& messages,
                Options options);
  AuditRecorder(AuditLog& log, const environment::Clock& clock, observability::Log& messages)
      : AuditRecorder(log, clock, messages, Options{}) {}
  // Writes what is not written yet, if the disk takes it.
  ~AuditRecorder();

  // Takes an entry; never waits for the disk.
  void Add(const AuditEntry& entry);

  // Writes everything that was taken so far, counts of the running minute included. Errors: those
  // of AuditLog::Append; then it is kept and tried again.
  absl::Status Flush(absl::Time deadline);

 private:
  // Refusals that count as the same: subject, method, reason, and the resource if that is there.
  using Kind = std::tuple<std::string, std::string, errors::ErrorReason, std::string>;
  struct Window {
    int64_t minute = -1;  // of the last one
    int64_t count = 0;    // how many are not on their way to the disk
    AuditEntry last;
  };
  enum class Close { kPastMinutes, kAll };

  static Kind KindOf(const AuditEntry& entry);

  void Run();
  absl::Status Write(absl::Time deadline, Close close);
  // Puts what the window has counted among the pending entries, if there is room.
  void Settle(Window& window) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CloseWindows(Close close) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  int64_t Minute() const { return absl::ToUnixSeconds(clock_.Now()) / 60; }

  AuditLog& log_;
  const environment::Clock& clock_;
  observability::Log& messages_;
  const Options options_;

  environment::Mutex writing_
      ABSL_ACQUIRED_BEFORE(mutex_);  // one writer at a time, so that entries keep their order
  environment::Mutex mutex_;
  environment::ConditionVariable has_work_;  // something is pending, or it stops
  absl::flat_hash_map<Kind, Window> windows_ ABSL_GUARDED_BY(mutex_);
  std::vector<AuditEntry> pending_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace peerchallenge::access

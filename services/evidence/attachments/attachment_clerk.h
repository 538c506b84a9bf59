#pragma once

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/environment/mutex.h"
#include "services/evidence/attachments/attachment_context.h"

namespace peerchallenge::evidence {

// What has to be done for attachments although nobody calls. Any number of processes may do it,
// each on one thread.
class AttachmentClerk {
 public:
  // `context` outlives it.
  explicit AttachmentClerk(const AttachmentContext& context) : context_(context) {}

  // Does what is due: completes uploads whose bytes are all there but whose call has died, scans
  // what waits for the scanner, drops uploads to which no byte was added for too long, destroys
  // contents that nothing refers to any more, and once an hour sweeps the blob store. Gives the
  // first error; what it hinders is tried again at the next tick or sweep, what gets no verdict of
  // the scanner after a pause that doubles, and all else is done.
  absl::Status Tick();

 private:
  absl::Status CompleteUploads();
  absl::Status ScanWaiting();
  absl::Status DropStaleUploads();
  absl::Status EraseContents();
  absl::Status SweepUploads();
  absl::Status Erase(const BlobKey& key);

  // When a content that got no verdict is scanned again.
  struct Retry {
    absl::Duration pause;
    absl::Time time;
  };

  const AttachmentContext& context_;
  std::map<std::string, Retry> retries_;  // by attachment
  environment::Mutex mutex_;
  absl::Time next_sweep_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace peerchallenge::evidence

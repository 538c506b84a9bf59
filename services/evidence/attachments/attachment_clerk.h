#pragma once

#include "absl/status/status.h"
#include "services/evidence/attachments/attachment_context.h"

namespace peerchallenge::evidence {

// What has to be done for attachments although nobody calls. Any number of processes may do it.
class AttachmentClerk {
 public:
  // `context` outlives it.
  explicit AttachmentClerk(const AttachmentContext& context) : context_(context) {}

  // Does what is due: completes uploads whose bytes are all there but whose call has died, scans
  // what waits for the scanner, drops uploads to which no byte was added for too long, destroys
  // contents that nothing refers to any more, and sweeps the blob store. Gives the first error;
  // what it hinders is tried again at the next tick, and all else is done.
  absl::Status Tick();

 private:
  absl::Status CompleteUploads();
  absl::Status ScanWaiting();
  absl::Status DropStaleUploads();
  absl::Status EraseContents();
  absl::Status Erase(const BlobKey& key);

  const AttachmentContext& context_;
};

}  // namespace peerchallenge::evidence

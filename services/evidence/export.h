#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/slots.h"
#include "common/rpc/stream.h"
#include "peerchallenge/evidence/v1/ledger.pb.h"
#include "services/evidence/attachments/blob_store.h"
#include "services/evidence/context.h"
#include "services/evidence/ledger/note.h"

namespace peerchallenge::evidence {

// Writes bundles (ledger/bundle.h), a few at a time; memory does not grow with what is exported.
class Exports {
 public:
  // `blobs` outlives it, and it outlives the streams that it starts. A client that takes nothing
  // for so long as `patience` makes room for others.
  Exports(const Context& context, BlobStore& blobs, int max_running,
          absl::Duration patience = absl::Seconds(30))
      : context_(context), blobs_(blobs), slots_(max_running), patience_(patience) {}

  // Streams the bundle of a review's log up to a checkpoint (ExportReviewResponse). QUOTA_EXCEEDED
  // (quota "exports") when as many as may are running. The stream ends with WATCHER_TOO_SLOW where
  // its client reads nothing, with FIELD_INVALID (`tree_size`) where something was disposed of
  // since the checkpoint, and with DATA_CORRUPT before its first message where what is stored is
  // not what the log says (log_differences.h).
  absl::StatusOr<std::unique_ptr<rpc::Stream>> Start(const std::string& review,
                                                     v1::Checkpoint checkpoint,
                                                     std::vector<VerifierKey> keys);

 private:
  Context context_;
  BlobStore& blobs_;
  environment::Slots slots_;
  const absl::Duration patience_;
};

}  // namespace peerchallenge::evidence

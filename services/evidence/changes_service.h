#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/changes/feed.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/stream.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "services/evidence/attachments/attachment_context.h"
#include "services/evidence/context.h"

namespace peerchallenge::evidence {

// Answers peerchallenge.evidence.v1.ChangesService. How a caller stands to a review is looked at
// anew with each change; a concern that is shown is put on record as read.
class ChangesService {
 public:
  // `attachments` and `feed` outlive it.
  ChangesService(const Context& context, const AttachmentContext& attachments, changes::Feed& feed)
      : context_(context), attachments_(attachments), feed_(feed) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<std::unique_ptr<rpc::Stream>> Watch(
      const rpc::Call& call, const peerchallenge::changes::v1::WatchRequest& request);

 private:
  Context context_;
  const AttachmentContext& attachments_;
  changes::Feed& feed_;
};

}  // namespace peerchallenge::evidence

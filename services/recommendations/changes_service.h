#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/changes/feed.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/stream.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

// Answers peerchallenge.recommendations.v1.ChangesService. How a caller stands to a review is
// looked at anew with each change.
class ChangesService {
 public:
  // `feed` outlives it.
  ChangesService(const Context& context, changes::Feed& feed) : context_(context), feed_(feed) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<std::unique_ptr<rpc::Stream>> Watch(
      const rpc::Call& call, const peerchallenge::changes::v1::WatchRequest& request);

 private:
  Context context_;
  changes::Feed& feed_;
};

}  // namespace peerchallenge::recommendations

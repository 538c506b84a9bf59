#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/changes/feed.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "services/scheduling/context.h"
#include "services/scheduling/visits/visit_visibility.h"

namespace peerchallenge::scheduling {

// Answers peerchallenge.scheduling.v1.ChangesService: shows each caller the changes of what the
// caller may see, as the caller may see it (visibility.h). A resource that comes into sight, such
// as a visit that is released, is CREATED.
// Sight comes from the resource itself (its team, who needs to know), from the caller's role grants
// and from the caller's person; it is looked at anew when one of these changed.
class ChangesService {
 public:
  // `feed` outlives the service.
  ChangesService(const Context& context, changes::Feed& feed) : context_(context), feed_(feed) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<std::unique_ptr<rpc::Stream>> Watch(
      const rpc::Call& call, const peerchallenge::changes::v1::WatchRequest& request);

 private:
  Context context_;
  changes::Feed& feed_;
};

// The event as `viewer` may see it; nothing when the viewer may not know of it. `sight` is how much
// the viewer sees of the review that the event's resource lies below, where it lies below one.
std::optional<peerchallenge::changes::v1::Change> ViewOf(const changes::Event& event,
                                                         const Viewer& viewer,
                                                         const VisitSight& sight = {});

}  // namespace peerchallenge::scheduling

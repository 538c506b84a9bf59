#pragma once

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "services/scheduling/context.h"
#include "services/scheduling/search_runner.h"
#include "services/scheduling/search_runs.h"

namespace peerchallenge::scheduling {

// How long a call waits for the planner, which stops within 0.2 s.
inline constexpr absl::Duration kCancelWait = absl::Seconds(2);

// Stops the search of request.name(), wherever it runs, for a caller to whom `find(tx, viewer)`
// (absl::StatusOr<Resource>) shows it; gives it as it then stands.
template <typename Resource, typename Request, typename Find>
absl::StatusOr<Resource> CancelSearch(const Context& context, const rpc::Call& call,
                                      SearchRunner& runner, const Request& request, Find find) {
  auto asked = Mutate<Resource>(
      context, call, request,
      [&](storage::Transaction& tx, const Viewer& viewer) -> absl::StatusOr<Resource> {
        absl::StatusOr<Resource> resource = find(tx, viewer);
        if (!resource.ok() || resource->state() != Resource::STATE_RUNNING) return resource;
        if (absl::Status status = RequestCancel(tx, resource->name()); !status.ok()) return status;
        return resource;
      });
  if (!asked.ok() || asked->state() != Resource::STATE_RUNNING) return asked;
  runner.Cancel(request.name(), std::min(call.deadline, absl::Now() + kCancelWait));
  return Read<Resource>(context, call, find);
}

}  // namespace peerchallenge::scheduling

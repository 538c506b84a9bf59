#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/scheduling/v1/planner.pb.h"
#include "services/scheduling/search_slots.h"

namespace peerchallenge::scheduling {

// Answers peerchallenge.scheduling.v1.PlannerService: searches on behalf of a caller, each on a
// thread of its own.
class PlannerService {
 public:
  // `slots` outlives the service and its streams.
  explicit PlannerService(SearchSlots& slots) : slots_(slots) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<std::unique_ptr<rpc::Stream>> SolveProgramme(
      const rpc::Call& call, const v1::SolveProgrammeRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Stream>> SolveTimetable(
      const rpc::Call& call, const v1::SolveTimetableRequest& request);

 private:
  // Starts one of the two searches, of which `Kind` names the functions and messages.
  template <typename Kind>
  absl::StatusOr<std::unique_ptr<rpc::Stream>> Start(const rpc::Call& call,
                                                     const typename Kind::Request& request);

  SearchSlots& slots_;
};

}  // namespace peerchallenge::scheduling

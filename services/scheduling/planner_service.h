#pragma once

#include <atomic>
#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/scheduling/v1/planner.pb.h"

namespace peerchallenge::scheduling {

// Answers peerchallenge.scheduling.v1.PlannerService: searches on behalf of a caller, each on a
// thread of its own, at most `max_searches` at once.
class PlannerService {
 public:
  explicit PlannerService(int max_searches) : max_searches_(max_searches) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<std::unique_ptr<rpc::Stream>> SolveProgramme(
      const rpc::Call& call, const v1::SolveProgrammeRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Stream>> SolveTimetable(
      const rpc::Call& call, const v1::SolveTimetableRequest& request);

 private:
  // One of the searches that may run at once, given back when the last copy goes; null when there
  // is none left.
  using Place = std::shared_ptr<std::atomic<int>>;
  Place TakePlace();

  // Starts one of the two searches, of which `Kind` names the functions and messages.
  template <typename Kind>
  absl::StatusOr<std::unique_ptr<rpc::Stream>> Start(const rpc::Call& call,
                                                     const typename Kind::Request& request);

  const int max_searches_;
  std::shared_ptr<std::atomic<int>> searches_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace peerchallenge::scheduling

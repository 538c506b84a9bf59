#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/changes/feed.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/stream.h"
#include "peerchallenge/evidence/v1/retention.pb.h"
#include "services/evidence/context.h"

namespace peerchallenge::evidence {

// Answers peerchallenge.evidence.v1.RetentionService; the runs' work is in disposal.cc.
class RetentionService {
 public:
  // `feed` outlives it.
  RetentionService(const Context& context, changes::Feed& feed) : context_(context), feed_(feed) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<v1::RetentionSchedule> GetRetentionSchedule(
      const rpc::Call& call, const v1::GetRetentionScheduleRequest& request);
  absl::StatusOr<v1::RetentionSchedule> UpdateRetentionSchedule(
      const rpc::Call& call, const v1::UpdateRetentionScheduleRequest& request);
  absl::StatusOr<v1::ReviewRetention> GetReviewRetention(
      const rpc::Call& call, const v1::GetReviewRetentionRequest& request);
  absl::StatusOr<v1::Hold> CreateHold(const rpc::Call& call, const v1::CreateHoldRequest& request);
  absl::StatusOr<v1::Hold> GetHold(const rpc::Call& call, const v1::GetHoldRequest& request);
  absl::StatusOr<v1::ListHoldsResponse> ListHolds(const rpc::Call& call,
                                                  const v1::ListHoldsRequest& request);
  absl::StatusOr<v1::Hold> ReleaseHold(const rpc::Call& call,
                                       const v1::ReleaseHoldRequest& request);
  absl::StatusOr<v1::DisposalRun> StartDisposalRun(const rpc::Call& call,
                                                   const v1::StartDisposalRunRequest& request);
  absl::StatusOr<v1::DisposalRun> GetDisposalRun(const rpc::Call& call,
                                                 const v1::GetDisposalRunRequest& request);
  absl::StatusOr<v1::ListDisposalRunsResponse> ListDisposalRuns(
      const rpc::Call& call, const v1::ListDisposalRunsRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Stream>> WatchDisposalRun(
      const rpc::Call& call, const v1::WatchDisposalRunRequest& request);
  absl::StatusOr<v1::DisposalRun> CancelDisposalRun(const rpc::Call& call,
                                                    const v1::CancelDisposalRunRequest& request);
  absl::StatusOr<v1::ListDisposalRecordsResponse> ListDisposalRecords(
      const rpc::Call& call, const v1::ListDisposalRecordsRequest& request);

 private:
  Context context_;
  changes::Feed& feed_;
};

}  // namespace peerchallenge::evidence

#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/evidence/v1/source.pb.h"
#include "services/evidence/context.h"

namespace peerchallenge::evidence {

// Answers peerchallenge.evidence.v1.SourceService. Nothing that it stores leaves a change, and no
// reply is kept under a `request_id`: what is asked for twice is done twice, to the same end.
class SourceService {
 public:
  explicit SourceService(const Context& context) : context_(context) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<v1::RecordAttendanceResponse> RecordAttendance(
      const rpc::Call& call, const v1::RecordAttendanceRequest& request);
  absl::StatusOr<v1::Attendance> GetAttendance(const rpc::Call& call,
                                               const v1::GetAttendanceRequest& request);
  absl::StatusOr<v1::ListIntervieweesResponse> ListInterviewees(
      const rpc::Call& call, const v1::ListIntervieweesRequest& request);
  absl::StatusOr<v1::CheckOutputResponse> CheckOutput(const rpc::Call& call,
                                                      const v1::CheckOutputRequest& request);
  absl::StatusOr<v1::ListSourceReadsResponse> ListSourceReads(
      const rpc::Call& call, const v1::ListSourceReadsRequest& request);
  absl::StatusOr<v1::Interviewee> MergeInterviewees(const rpc::Call& call,
                                                    const v1::MergeIntervieweesRequest& request);
  absl::StatusOr<v1::Interviewee> EraseInterviewee(const rpc::Call& call,
                                                   const v1::EraseIntervieweeRequest& request);

 private:
  Context context_;
};

}  // namespace peerchallenge::evidence

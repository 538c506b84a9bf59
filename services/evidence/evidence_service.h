#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "services/evidence/context.h"

namespace peerchallenge::evidence {

// Answers peerchallenge.evidence.v1.EvidenceService. One file a kind of resource: occasions.cc,
// items.cc, item_versions.cc, coverage.cc, case_assignments.cc, concerns.cc.
class EvidenceService {
 public:
  explicit EvidenceService(const Context& context) : context_(context) {}

  void Register(rpc::MethodRegistry& registry);

  // Occasions.
  absl::StatusOr<v1::Occasion> CreateOccasion(const rpc::Call& call,
                                              const v1::CreateOccasionRequest& request);
  absl::StatusOr<v1::Occasion> GetOccasion(const rpc::Call& call,
                                           const v1::GetOccasionRequest& request);
  absl::StatusOr<v1::ListOccasionsResponse> ListOccasions(const rpc::Call& call,
                                                          const v1::ListOccasionsRequest& request);
  absl::StatusOr<v1::Occasion> UpdateOccasion(const rpc::Call& call,
                                              const v1::UpdateOccasionRequest& request);

  // Items.
  absl::StatusOr<v1::Item> CaptureItem(const rpc::Call& call,
                                       const v1::CaptureItemRequest& request);
  absl::StatusOr<v1::BatchCaptureItemsResponse> BatchCaptureItems(
      const rpc::Call& call, const v1::BatchCaptureItemsRequest& request);
  absl::StatusOr<v1::Item> GetItem(const rpc::Call& call, const v1::GetItemRequest& request);
  absl::StatusOr<v1::ListItemsResponse> ListItems(const rpc::Call& call,
                                                  const v1::ListItemsRequest& request);
  absl::StatusOr<v1::SearchItemsResponse> SearchItems(const rpc::Call& call,
                                                      const v1::SearchItemsRequest& request);
  absl::StatusOr<v1::Item> ReviseItem(const rpc::Call& call, const v1::ReviseItemRequest& request);
  absl::StatusOr<v1::ShareItemsResponse> ShareItems(const rpc::Call& call,
                                                    const v1::ShareItemsRequest& request);
  absl::StatusOr<v1::Item> WithdrawItem(const rpc::Call& call,
                                        const v1::WithdrawItemRequest& request);

  // Versions and conflicts.
  absl::StatusOr<v1::ItemVersion> GetItemVersion(const rpc::Call& call,
                                                 const v1::GetItemVersionRequest& request);
  absl::StatusOr<v1::ListItemVersionsResponse> ListItemVersions(
      const rpc::Call& call, const v1::ListItemVersionsRequest& request);
  absl::StatusOr<v1::ListItemConflictsResponse> ListItemConflicts(
      const rpc::Call& call, const v1::ListItemConflictsRequest& request);
  absl::StatusOr<v1::Item> SettleItemConflict(const rpc::Call& call,
                                              const v1::SettleItemConflictRequest& request);

  // Coverage.
  absl::StatusOr<v1::Triangulation> GetTriangulation(const rpc::Call& call,
                                                     const v1::GetTriangulationRequest& request);
  absl::StatusOr<v1::Assessment> AssessItems(const rpc::Call& call,
                                             const v1::AssessItemsRequest& request);

  // Case assignments.
  absl::StatusOr<v1::CaseAssignment> AssignCases(const rpc::Call& call,
                                                 const v1::AssignCasesRequest& request);
  absl::StatusOr<v1::CaseAssignment> GetCaseAssignment(const rpc::Call& call,
                                                       const v1::GetCaseAssignmentRequest& request);
  absl::StatusOr<v1::ListCaseAssignmentsResponse> ListCaseAssignments(
      const rpc::Call& call, const v1::ListCaseAssignmentsRequest& request);

  // Concerns.
  absl::StatusOr<v1::Concern> RaiseConcern(const rpc::Call& call,
                                           const v1::RaiseConcernRequest& request);
  absl::StatusOr<v1::Concern> GetConcern(const rpc::Call& call,
                                         const v1::GetConcernRequest& request);
  absl::StatusOr<v1::ListConcernsResponse> ListConcerns(const rpc::Call& call,
                                                        const v1::ListConcernsRequest& request);
  absl::StatusOr<v1::Concern> AcknowledgeConcern(const rpc::Call& call,
                                                 const v1::AcknowledgeConcernRequest& request);
  absl::StatusOr<v1::Concern> ReferConcern(const rpc::Call& call,
                                           const v1::ReferConcernRequest& request);
  absl::StatusOr<v1::Concern> CloseConcern(const rpc::Call& call,
                                           const v1::CloseConcernRequest& request);
  absl::StatusOr<v1::Concern> SetConcernReaders(const rpc::Call& call,
                                                const v1::SetConcernReadersRequest& request);
  absl::StatusOr<v1::ListConcernReadsResponse> ListConcernReads(
      const rpc::Call& call, const v1::ListConcernReadsRequest& request);

 private:
  Context context_;
};

}  // namespace peerchallenge::evidence

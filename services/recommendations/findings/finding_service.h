#pragma once

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

// Answers peerchallenge.recommendations.v1.FindingService. Findings are in findings.cc,
// recommendations in recommendations.cc.
class FindingService {
 public:
  explicit FindingService(const Context& context) : context_(context) {}

  void Register(rpc::MethodRegistry& registry);

  absl::StatusOr<v1::Finding> CreateFinding(const rpc::Call& call,
                                            const v1::CreateFindingRequest& request);
  absl::StatusOr<v1::Finding> GetFinding(const rpc::Call& call,
                                         const v1::GetFindingRequest& request);
  absl::StatusOr<v1::ListFindingsResponse> ListFindings(const rpc::Call& call,
                                                        const v1::ListFindingsRequest& request);
  absl::StatusOr<v1::Finding> UpdateFinding(const rpc::Call& call,
                                            const v1::UpdateFindingRequest& request);
  absl::StatusOr<v1::Finding> RefreshFinding(const rpc::Call& call,
                                             const v1::RefreshFindingRequest& request);
  absl::StatusOr<v1::Finding> OverrideTriangulation(
      const rpc::Call& call, const v1::OverrideTriangulationRequest& request);
  absl::StatusOr<v1::Finding> AgreeFinding(const rpc::Call& call,
                                           const v1::AgreeFindingRequest& request);
  absl::StatusOr<v1::Finding> WithdrawFinding(const rpc::Call& call,
                                              const v1::WithdrawFindingRequest& request);

  absl::StatusOr<v1::Recommendation> CreateRecommendation(
      const rpc::Call& call, const v1::CreateRecommendationRequest& request);
  absl::StatusOr<v1::Recommendation> GetRecommendation(const rpc::Call& call,
                                                       const v1::GetRecommendationRequest& request);
  absl::StatusOr<v1::ListRecommendationsResponse> ListRecommendations(
      const rpc::Call& call, const v1::ListRecommendationsRequest& request);
  absl::StatusOr<v1::Recommendation> UpdateRecommendation(
      const rpc::Call& call, const v1::UpdateRecommendationRequest& request);
  absl::StatusOr<v1::Recommendation> WithdrawRecommendation(
      const rpc::Call& call, const v1::WithdrawRecommendationRequest& request);

 private:
  Context context_;
};

}  // namespace peerchallenge::recommendations

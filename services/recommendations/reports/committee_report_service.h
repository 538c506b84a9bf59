#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/stream.h"
#include "services/recommendations/context.h"

namespace peerchallenge::recommendations {

// Answers peerchallenge.recommendations.v1.CommitteeReportService. Reports are in reports.cc, what
// is not for publication in exempt_annex.cc.
class CommitteeReportService {
 public:
  explicit CommitteeReportService(const Context& context) : context_(context) {}

  void Register(rpc::MethodRegistry& registry);

  using Reply = absl::StatusOr<v1::CommitteeReport>;
  using Rendered = absl::StatusOr<std::unique_ptr<rpc::Stream>>;

  Reply DraftCommitteeReport(const rpc::Call& call, const v1::DraftCommitteeReportRequest& request);
  Reply GetCommitteeReport(const rpc::Call& call, const v1::GetCommitteeReportRequest& request);
  absl::StatusOr<v1::ListCommitteeReportsResponse> ListCommitteeReports(
      const rpc::Call& call, const v1::ListCommitteeReportsRequest& request);
  Reply UpdateCommitteeReport(const rpc::Call& call,
                              const v1::UpdateCommitteeReportRequest& request);
  Reply PublishCommitteeReport(const rpc::Call& call,
                               const v1::PublishCommitteeReportRequest& request);
  Rendered RenderCommitteeReport(const rpc::Call& call,
                                 const v1::RenderCommitteeReportRequest& request);

  absl::StatusOr<v1::ExemptAnnex> GetExemptAnnex(const rpc::Call& call,
                                                 const v1::GetExemptAnnexRequest& request);
  absl::StatusOr<v1::ExemptAnnex> UpdateExemptAnnex(const rpc::Call& call,
                                                    const v1::UpdateExemptAnnexRequest& request);
  Rendered RenderExemptAnnex(const rpc::Call& call, const v1::RenderExemptAnnexRequest& request);

 private:
  Context context_;
};

}  // namespace peerchallenge::recommendations

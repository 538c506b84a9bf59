#include "services/recommendations/evidence_peer.h"

namespace peerchallenge::recommendations {
namespace {

// Of one call.
constexpr absl::Duration kCallLimit = absl::Seconds(10);

}  // namespace

absl::StatusOr<evidence::v1::Item> EvidencePeer::GetItem(const std::string& name,
                                                         const rpc::CallOptions& options) const {
  evidence::v1::GetItemRequest request;
  request.set_name(name);
  return peer_.Unary<evidence::v1::Item>("peerchallenge.evidence.v1.EvidenceService/GetItem",
                                         request, options, kCallLimit);
}

absl::StatusOr<evidence::v1::Assessment> EvidencePeer::AssessItems(
    const evidence::v1::AssessItemsRequest& request, const rpc::CallOptions& options) const {
  return peer_.Unary<evidence::v1::Assessment>(
      "peerchallenge.evidence.v1.EvidenceService/AssessItems", request, options, kCallLimit);
}

absl::StatusOr<evidence::v1::CheckOutputResponse> EvidencePeer::CheckOutput(
    const evidence::v1::CheckOutputRequest& request, const rpc::CallOptions& options) const {
  return peer_.Unary<evidence::v1::CheckOutputResponse>(
      "peerchallenge.evidence.v1.SourceService/CheckOutput", request, options, kCallLimit);
}

absl::StatusOr<evidence::v1::LedgerEntry> EvidencePeer::AnchorDocument(
    const evidence::v1::AnchorDocumentRequest& request, const rpc::CallOptions& options) const {
  return peer_.Unary<evidence::v1::LedgerEntry>(
      "peerchallenge.evidence.v1.LedgerService/AnchorDocument", request, options, kCallLimit);
}

rpc::Reader<changes::v1::WatchResponse> EvidencePeer::WatchItems(
    const std::string& resume_token, const std::stop_token& stop) const {
  changes::v1::WatchRequest request;
  request.set_resume_token(resume_token);
  request.add_resource_types(evidence::v1::Item::descriptor()->full_name());
  return peer_.Stream<changes::v1::WatchResponse>("peerchallenge.evidence.v1.ChangesService/Watch",
                                                  request, stop);
}

}  // namespace peerchallenge::recommendations

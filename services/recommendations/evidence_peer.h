#pragma once

#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/client.h"
#include "common/rpc/peer.h"
#include "peerchallenge/changes/v1/changes.pb.h"
#include "peerchallenge/evidence/v1/evidence.pb.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "peerchallenge/evidence/v1/ledger.pb.h"
#include "peerchallenge/evidence/v1/source.pb.h"
#include "peerchallenge/evidence/v1/triangulation.pb.h"

namespace peerchallenge::recommendations {

// What recommendations asks evidence, on its own account: the callers of the methods that ask, lead
// and review manager, read all that it reads. Calls block; their errors are those of evidence's
// methods, and DEPENDENCY_UNAVAILABLE (metadata `service`: "evidence") while it is away. `options`
// are those of rpc::Peer.
class EvidencePeer {
 public:
  // `peer` outlives it.
  explicit EvidencePeer(const rpc::Peer& peer) : peer_(peer) {}

  absl::StatusOr<evidence::v1::Item> GetItem(const std::string& name,
                                             const rpc::CallOptions& options) const;
  absl::StatusOr<evidence::v1::Assessment> AssessItems(
      const evidence::v1::AssessItemsRequest& request, const rpc::CallOptions& options) const;
  absl::StatusOr<evidence::v1::CheckOutputResponse> CheckOutput(
      const evidence::v1::CheckOutputRequest& request, const rpc::CallOptions& options) const;
  absl::StatusOr<evidence::v1::LedgerEntry> AnchorDocument(
      const evidence::v1::AnchorDocumentRequest& request, const rpc::CallOptions& options) const;
  // The changes of items after `resume_token`, or from now on without one.
  rpc::Reader<changes::v1::WatchResponse> WatchItems(const std::string& resume_token,
                                                     const std::stop_token& stop) const;

 private:
  const rpc::Peer& peer_;
};

}  // namespace peerchallenge::recommendations

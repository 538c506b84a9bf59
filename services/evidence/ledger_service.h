#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/stream.h"
#include "peerchallenge/evidence/v1/ledger.pb.h"
#include "services/evidence/context.h"
#include "services/evidence/export.h"
#include "services/evidence/ledger_keys.h"

namespace peerchallenge::evidence {

// Answers peerchallenge.evidence.v1.LedgerService: proofs here, devices in devices.cc, what a
// bundle is made of in export.cc.
class LedgerService {
 public:
  // `keys` and `exports` outlive it.
  LedgerService(const Context& context, const LedgerKeys& keys, Exports& exports)
      : context_(context), keys_(keys), exports_(exports) {}

  void Register(rpc::MethodRegistry& registry);

  // Signs a checkpoint of every log that has grown since its last one. To be called about once a
  // second.
  absl::Status SignGrownLogs();

  absl::StatusOr<v1::Checkpoint> GetCheckpoint(const rpc::Call& call,
                                               const v1::GetCheckpointRequest& request);
  absl::StatusOr<v1::InclusionProof> GetInclusionProof(const rpc::Call& call,
                                                       const v1::GetInclusionProofRequest& request);
  absl::StatusOr<v1::ConsistencyProof> GetConsistencyProof(
      const rpc::Call& call, const v1::GetConsistencyProofRequest& request);
  absl::StatusOr<v1::ListLedgerEntriesResponse> ListLedgerEntries(
      const rpc::Call& call, const v1::ListLedgerEntriesRequest& request);
  absl::StatusOr<v1::VerifierKeys> GetVerifierKeys(const rpc::Call& call,
                                                   const v1::GetVerifierKeysRequest& request);
  absl::StatusOr<v1::LedgerEntry> AnchorDocument(const rpc::Call& call,
                                                 const v1::AnchorDocumentRequest& request);
  absl::StatusOr<std::unique_ptr<rpc::Stream>> ExportReview(const rpc::Call& call,
                                                            const v1::ExportReviewRequest& request);

  absl::StatusOr<v1::Device> RegisterDevice(const rpc::Call& call,
                                            const v1::RegisterDeviceRequest& request);
  absl::StatusOr<v1::ListDevicesResponse> ListDevices(const rpc::Call& call,
                                                      const v1::ListDevicesRequest& request);
  absl::StatusOr<v1::Device> RevokeDevice(const rpc::Call& call,
                                          const v1::RevokeDeviceRequest& request);

 private:
  Context context_;
  const LedgerKeys& keys_;
  Exports& exports_;
};

}  // namespace peerchallenge::evidence

#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "peerchallenge/evidence/v1/triangulation.pb.h"
#include "peerchallenge/recommendations/v1/finding.pb.h"
#include "services/recommendations/evidence_peer.h"

// How well evidence supports a finding, and what becomes of that.
namespace peerchallenge::recommendations {

// What evidence says of a finding.
struct Support {
  // The finding's bases, each with the version that was current where it had none.
  std::vector<v1::Finding::Basis> bases;
  evidence::v1::Assessment assessment;
  absl::Time time;  // when it was asked
};

// Asks evidence. A finding without bases is supported by nothing. REFERENCE_BROKEN for an item that
// is not there or that the team cannot read; DEPENDENCY_UNAVAILABLE. Blocks.
absl::StatusOr<Support> AskForSupport(const EvidencePeer& evidence, const v1::Finding& finding,
                                      absl::Time now, const rpc::CallOptions& within);

// REFERENCE_BROKEN for a basis that is not shared any more.
absl::Status CheckShared(const Support& support);

// Takes the support over into the finding: its assessment and, where the team stood by the finding,
// marks for what has become worse since. An override lapses with the last of the support.
void TakeOver(const Support& support, v1::Finding& finding);

// Whether anything that the team can read supports the finding.
bool RestsOnEvidence(const v1::Finding& finding);

// Whether the finding may be agreed: triangulated, or supported and overridden with a reason.
bool Stands(const v1::Finding& finding);

}  // namespace peerchallenge::recommendations

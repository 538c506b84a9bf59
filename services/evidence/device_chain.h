#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/item.pb.h"
#include "services/evidence/ledger/hash.h"
#include "services/evidence/review_ledger.h"
#include "services/evidence/store.h"

namespace peerchallenge::evidence {

// A version as a device vouches for it (CaptureStamp).
struct StampedVersion {
  std::string item;
  int64_t version = 0;       // its number
  int64_t base_version = 0;  // 0 = the first
  Hash content{};            // SHA-256 of the encoded content
};

// What the chain of the stamp's device says of a version of this provenance that is about to be
// stored, and takes it into the chain. Whatever waited for it is told the same from now on, also in
// what is stored. CHAIN_NONE for a stamp without a device; only storage fails.
absl::StatusOr<v1::Provenance::Chain> EnterChain(storage::Transaction& tx, const Store& store,
                                                 const ReviewLedger& ledger,
                                                 const StampedVersion& version,
                                                 const v1::Provenance& provenance);

// Forgets, of a version whose content is erased, the hashes and the signature by which a guess at
// the content could be confirmed: in its device's chain and in its own stamp, which is not stored.
absl::Status ForgetCapture(storage::Transaction& tx, v1::ItemVersion& version);
// The same in a stamp that says it too.
void ForgetStamp(v1::Provenance& provenance);

}  // namespace peerchallenge::evidence

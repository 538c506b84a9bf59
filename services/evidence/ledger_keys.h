#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/environment/random.h"
#include "common/storage/database.h"
#include "services/evidence/ledger/note.h"

namespace peerchallenge::evidence {

// The keys that sign checkpoints, kept in evidence's database so that all replicas sign with the
// same one. A key is known by the suite's origin, which begins the name of every log.
class LedgerKeys {
 public:
  // Reads the keys; makes one where there is none, or none of this origin. Earlier keys stay valid
  // for what they signed. FIELD_INVALID (`--ledger-origin`) for an origin that is no name of a key:
  // 1 to 200 bytes of a-z, 0-9, ".", "-" and "/".
  static absl::StatusOr<LedgerKeys> Load(storage::Database& database,
                                         environment::RandomSource& random,
                                         const std::string& origin);

  // Signs the checkpoint of a review's log.
  std::string SignCheckpoint(const std::string& review, int64_t size, const Hash& root) const;
  // All keys, the current one first.
  const std::vector<VerifierKey>& verifiers() const { return verifiers_; }

 private:
  LedgerKeys(std::string origin, std::unique_ptr<NoteSigner> signer,
             std::vector<VerifierKey> verifiers)
      : origin_(std::move(origin)), signer_(std::move(signer)), verifiers_(std::move(verifiers)) {}

  std::string origin_;
  std::unique_ptr<NoteSigner> signer_;
  std::vector<VerifierKey> verifiers_;
};

}  // namespace peerchallenge::evidence

#pragma once

#include <openssl/sha.h>

#include <optional>
#include <string>
#include <string_view>

#include "services/evidence/ledger/hash.h"

namespace peerchallenge::evidence {

// The SHA-256 of bytes that come in pieces, over restarts: its state can be kept, so that an upload
// that goes on need not be read again.
class ResumableSha256 {
 public:
  ResumableSha256();
  // Goes on from what State() gave; nothing for any other bytes.
  static std::optional<ResumableSha256> From(std::string_view state);

  void Add(std::string_view bytes);
  // At most 104 bytes: the chaining value (FIPS 180-4, eight big-endian words), the number of bytes
  // so far (64 bits, big-endian), and those of the last block that is not whole.
  std::string State() const;
  // Of all bytes so far.
  Hash Digest() const;

 private:
  SHA256_CTX context_;
};

}  // namespace peerchallenge::evidence

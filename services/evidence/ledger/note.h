#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/evidence/ledger/ed25519.h"
#include "services/evidence/ledger/hash.h"

// Checkpoints as signed notes: the formats c2sp.org/signed-note and c2sp.org/tlog-checkpoint, with
// Ed25519 signatures, so that tools which no one here wrote can check them.
namespace peerchallenge::evidence {

// The state of a log: its text is three lines, origin, size and root.
struct TreeHead {
  std::string origin;  // which log: no line break, not empty
  int64_t size = 0;
  Hash root{};

  bool operator==(const TreeHead&) const = default;
};

std::string TextOf(const TreeHead& head);
// DATA_CORRUPT for anything but what TextOf() gives; extension lines are not taken.
absl::StatusOr<TreeHead> TreeHeadFrom(std::string_view text);

// A key that notes are checked with, "<name>+<hash>+<key>". The hash, four bytes of SHA-256, tells
// keys of one name apart.
class VerifierKey {
 public:
  VerifierKey(std::string_view name, std::string_view public_key);
  // FIELD_INVALID on `field` for what is no such key, or one of another algorithm.
  static absl::StatusOr<VerifierKey> Parse(std::string_view text, std::string_view field);

  std::string ToString() const;
  const std::string& name() const { return name_; }
  const std::string& public_key() const { return public_key_; }
  // Four bytes.
  const std::string& hash() const { return hash_; }

  bool operator==(const VerifierKey&) const = default;

 private:
  std::string name_, public_key_, hash_;
};

// A key that signs notes under a name: no spaces, no "+", not empty.
class NoteSigner {
 public:
  NoteSigner(const std::string& name, SigningKey key);

  const VerifierKey& verifier() const { return verifier_; }
  // The note: the text, which ends with a line break, an empty line and the signature.
  std::string Sign(std::string_view text) const;

 private:
  const SigningKey key_;
  const VerifierKey verifier_;
};

// A note whose signatures were checked.
struct OpenedNote {
  std::string text;
  std::vector<VerifierKey> signers;  // those of the keys given that signed it; at least one
};

// DATA_CORRUPT unless at least one of the keys signed the note and all signatures in the name of
// one of them hold. Signatures of other keys are passed over. At most 100 signatures.
absl::StatusOr<OpenedNote> OpenNote(std::string_view note, const std::vector<VerifierKey>& keys);

}  // namespace peerchallenge::evidence

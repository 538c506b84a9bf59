#include "services/evidence/ledger/note.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kEd25519 = 1;  // the algorithm's number in signed notes
constexpr size_t kHashBytes = 4;
constexpr size_t kMostSignatures = 100;
constexpr char kSignatureStart[] = "\xE2\x80\x94 ";  // a dash, U+2014, and a space

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

absl::Status NoNote(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      absl::StrCat("the checkpoint's note cannot be trusted: ", why));
}

std::string KeyHash(std::string_view name, std::string_view public_key) {
  std::string bytes(name);
  bytes += '\n';
  bytes += kEd25519;
  bytes += public_key;
  return std::string(BytesOf(Sha256(bytes)).substr(0, kHashBytes));
}

// Base64 that is the only spelling of its bytes.
bool Decode(absl::string_view text, std::string& bytes) {
  return absl::Base64Unescape(text, &bytes) && absl::Base64Escape(bytes) == text;
}

struct Signature {
  std::string name, hash, bytes;
};

absl::StatusOr<Signature> SignatureFrom(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kSignatureStart)) return NoNote("a line is no signature");
  const std::vector<absl::string_view> parts = absl::StrSplit(line, ' ');
  std::string bytes;
  if (parts.size() != 2 || parts[0].empty() || !Decode(parts[1], bytes) ||
      bytes.size() <= kHashBytes) {
    return NoNote("a signature is malformed");
  }
  return Signature{std::string(parts[0]), bytes.substr(0, kHashBytes), bytes.substr(kHashBytes)};
}

}  // namespace

std::string TextOf(const TreeHead& head) {
  return absl::StrCat(head.origin, "\n", head.size, "\n",
                      absl::Base64Escape(View(BytesOf(head.root))), "\n");
}

absl::StatusOr<TreeHead> TreeHeadFrom(std::string_view text) {
  const std::vector<std::string> lines = absl::StrSplit(View(text), '\n');
  TreeHead head;
  std::string root;
  if (lines.size() != 4 || lines[0].empty() || !absl::SimpleAtoi(lines[1], &head.size) ||
      head.size < 0 || !Decode(lines[2], root) || !HashFrom(root).has_value()) {
    return NoNote("its text is no checkpoint");
  }
  head.origin = lines[0];
  head.root = *HashFrom(root);
  if (TextOf(head) != text) return NoNote("its text is spelled in another way");
  return head;
}

VerifierKey::VerifierKey(std::string_view name, std::string_view public_key)
    : name_(name), public_key_(public_key), hash_(KeyHash(name, public_key)) {}

absl::StatusOr<VerifierKey> VerifierKey::Parse(std::string_view text, std::string_view field) {
  const std::vector<std::string> parts = absl::StrSplit(View(text), absl::MaxSplits('+', 2));
  const auto invalid = [&] {
    return errors::InvalidField(View(field), absl::CHexEscape(View(text.substr(0, 100))),
                                "a verifier key <name>+<hash>+<key> of Ed25519");
  };
  std::string key;
  if (parts.size() != 3 || parts[0].empty() || !Decode(parts[2], key)) return invalid();
  if (key.size() != 1 + kPublicKeyBytes || key[0] != kEd25519) return invalid();
  VerifierKey parsed(parts[0], key.substr(1));
  if (parsed.ToString() != text) return invalid();
  return parsed;
}

std::string VerifierKey::ToString() const {
  return absl::StrCat(name_, "+", absl::BytesToHexString(hash_), "+",
                      absl::Base64Escape(std::string(1, kEd25519) + public_key_));
}

NoteSigner::NoteSigner(const std::string& name, SigningKey key)
    : key_(std::move(key)), verifier_(name, key_.PublicKey()) {}

std::string NoteSigner::Sign(std::string_view text) const {
  return absl::StrCat(View(text), "\n", kSignatureStart, verifier_.name(), " ",
                      absl::Base64Escape(verifier_.hash() + key_.Sign(text)), "\n");
}

absl::StatusOr<OpenedNote> OpenNote(std::string_view note, const std::vector<VerifierKey>& keys) {
  const size_t end = note.rfind("\n\n");
  if (end == std::string_view::npos || note.back() != '\n') return NoNote("it is not signed");
  OpenedNote opened{std::string(note.substr(0, end + 1)), {}};
  std::string_view signatures = note.substr(end + 2);
  if (!signatures.empty()) signatures.remove_suffix(1);
  const std::vector<absl::string_view> lines = absl::StrSplit(View(signatures), '\n');
  if (lines.size() > kMostSignatures) return NoNote("it has too many signatures");
  for (const absl::string_view line : lines) {
    const absl::StatusOr<Signature> signature = SignatureFrom(line);
    if (!signature.ok()) return signature.status();
    for (const VerifierKey& key : keys) {
      if (key.name() != signature->name || key.hash() != signature->hash) continue;
      if (!HasSigned(key.public_key(), opened.text, signature->bytes)) {
        return NoNote(absl::StrCat("the signature of '", key.name(), "' does not hold"));
      }
      opened.signers.push_back(key);
    }
  }
  if (opened.signers.empty()) return NoNote("none of the keys signed it");
  return opened;
}

}  // namespace peerchallenge::evidence

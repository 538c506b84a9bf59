// A verifier key, and behind the first zero byte a checkpoint's note: as they come, and the text
// before the signatures signed anew with a key of ours.

#include <cstdlib>
#include <string>

#include "services/evidence/ledger/note.h"
#include "tests/fuzz/bytes.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace evidence = peerchallenge::evidence;
  std::string_view note = peerchallenge::fuzz::Text(data, size);
  const std::string_view text = peerchallenge::fuzz::TakeUntil(note, '\0');
  static const auto* const signer = new evidence::NoteSigner(
      "suite.example/ledger",
      *evidence::SigningKey::FromSeed(std::string(evidence::kSeedBytes, 'k')));
  const auto key = evidence::VerifierKey::Parse(text, "key");
  if (key.ok() && key->ToString() != text) abort();
  const auto opened =
      evidence::OpenNote(note, {key.ok() ? *key : signer->verifier(), signer->verifier()});
  if (opened.ok() && opened->signers.empty()) abort();
  const std::string unsigned_text(note.substr(0, note.find("\n\n") + 1));
  const auto head = evidence::TreeHeadFrom(unsigned_text);
  if (!head.ok()) return 0;
  if (evidence::TextOf(*head) != unsigned_text) abort();
  const auto own = evidence::OpenNote(signer->Sign(unsigned_text), {signer->verifier()});
  if (!own.ok() || own->text != unsigned_text) abort();
  return 0;
}

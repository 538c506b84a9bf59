#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "services/evidence/ledger/archive.h"
#include "services/evidence/ledger/entry.h"
#include "services/evidence/ledger/note.h"

// The exported evidence of a review (LedgerService.ExportReview): an archive that can be verified
// without the suite.
namespace peerchallenge::evidence {

// Writes a bundle, part by part in the order of the functions. Errors are the sink's.
class BundleWriter {
 public:
  explicit BundleWriter(Sink sink) : archive_(std::move(sink)) {}

  // The signed note, and the keys that may have signed it.
  absl::Status AddCheckpoint(std::string_view note, const std::vector<VerifierKey>& keys);
  // All leaves, in order.
  absl::Status AddLedger(const std::vector<std::string>& leaves);
  // What the entry at `index` commits to, and its salt; in ascending order, without those that were
  // disposed of and those that no bundle holds (withheld.h).
  absl::Status AddRecord(int64_t index, const Entry& entry, std::string_view salt,
                         std::string_view record);
  // The hashes of contents that are left out because a scanner has not passed them, in ascending
  // order; only where there are any.
  absl::Status AddHeld(const std::vector<Hash>& held);
  // The contents of all other attachments, each once, by hash in ascending order: Begin, then
  // Write.
  absl::Status BeginAttachment(const Hash& sha256, int64_t bytes);
  absl::Status WriteAttachment(std::string_view bytes);
  // Adds the items for reading and ends the bundle.
  absl::Status Finish();

 private:
  ArchiveWriter archive_;
  std::string items_;
};

// What came of a verification.
struct BundleReport {
  TreeHead head;                     // as the checkpoint says it; empty where it cannot be read
  std::vector<VerifierKey> signers;  // whose signatures hold
  bool trusted = false;              // one of them is a key that the caller trusts
  int64_t entries = 0;
  int64_t records = 0;      // entries whose content is here and is what they commit to
  int64_t disposed = 0;     // entries whose content was disposed of, as a later entry says
  int64_t withheld = 0;     // entries whose content no bundle holds (withheld.h)
  int64_t attachments = 0;  // whose content is what their entry commits to
  int64_t held = 0;         // contents left out because, so the bundle says, a scanner holds them
  // What was entered of documents that another service keeps, by name.
  std::map<std::string, Hash> documents;
  std::vector<int64_t> continued;  // sizes of the earlier checkpoints from which the ledger goes on
  // What is wrong, in words, at most 100; empty = every byte is as it was exported, and everything
  // that the ledger tells of is here.
  std::vector<std::string> problems;
};

// Checks a whole bundle. Without `trusted` keys the bundle's own keys are taken: then it is whole
// and unchanged since it was signed with these, and whose they are remains to be asked. `earlier`
// are notes of checkpoints of the same log: its ledger has to go on from each, so that whoever kept
// one finds a ledger that was cut off or written anew, by whomever. Takes memory for the ledger,
// not for the contents; of these, which take the time, `passed` is told each time how many bytes it
// has gone through.
BundleReport VerifyBundle(
    std::istream& in, const std::vector<VerifierKey>& trusted,
    const std::vector<std::string>& earlier = {},
    const std::function<void(int64_t)>& passed = [](int64_t) {});

// The signed note that a file holds: a bundle's, or the file itself. DATA_CORRUPT for a bundle
// without one, or a file of more than 64 KiB that is no bundle.
absl::StatusOr<std::string> NoteIn(std::istream& in);

}  // namespace peerchallenge::evidence

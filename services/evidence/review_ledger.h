#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/random.h"
#include "common/storage/database.h"
#include "peerchallenge/evidence/v1/ledger.pb.h"
#include "services/evidence/ledger/entry.h"
#include "services/evidence/ledger/hash.h"

namespace peerchallenge::evidence {

// The logs of reviews as they are stored: entries with what they commit to, and with the complete
// subtrees that end with them (ledger/merkle.h). All functions belong to a transaction of the
// service's database; entries are added in the transaction of what they record.
class ReviewLedger {
 public:
  // Draws salts and keys from `random`, which outlives it.
  explicit ReviewLedger(environment::RandomSource& random) : random_(random) {}

  // What is to be entered.
  struct Record {
    v1::LedgerEntry::Action action = v1::LedgerEntry::ACTION_UNSPECIFIED;
    std::string subject = {};
    int64_t version = 0;
    absl::Time time = {};
    std::string bytes = {};  // what the entry commits to
    // Of a version of an item: who captured it. Its bytes follow from the version and are not kept.
    std::string author = {};
  };
  // Adds an entry; gives its place. WRONG_STATE for a log that was forgotten.
  absl::StatusOr<int64_t> Append(storage::Transaction& tx, const std::string& review,
                                 const Record& record) const;

  // An entry as it is stored.
  struct Stored {
    int64_t index = 0;
    std::string leaf;
    std::string author;                     // empty where it is no capture
    std::optional<std::string> salt;        // none: disposed
    std::optional<std::string> author_key;  // of a salt that vouches for the author
    std::optional<std::string> record;      // none: disposed, or it follows from an item's version
  };
  // How many entries a review's log has.
  absl::StatusOr<int64_t> SizeOf(storage::Transaction& tx, const std::string& review) const;
  // Entries from `start` on, below `end`, at most `most`.
  absl::StatusOr<std::vector<Stored>> Entries(storage::Transaction& tx, const std::string& review,
                                              int64_t start, int64_t end, int most) const;
  // The first entry on this version of a subject; nothing when there is none.
  absl::StatusOr<std::optional<int64_t>> FirstOf(storage::Transaction& tx,
                                                 const std::string& subject, int64_t version) const;

  // The tree of the first `size` entries (RFC 9162); the sizes are within the log.
  absl::StatusOr<Hash> RootOf(storage::Transaction& tx, const std::string& review,
                              int64_t size) const;
  absl::StatusOr<std::vector<Hash>> InclusionPath(storage::Transaction& tx,
                                                  const std::string& review, int64_t index,
                                                  int64_t size) const;
  absl::StatusOr<std::vector<Hash>> ConsistencyPath(storage::Transaction& tx,
                                                    const std::string& review, int64_t first,
                                                    int64_t second) const;

  // Reviews whose log has grown since its newest checkpoint, with their sizes.
  struct Unsigned {
    std::string review;
    int64_t size = 0;
  };
  absl::StatusOr<std::vector<Unsigned>> Grown(storage::Transaction& tx) const;
  // Notes that the log was signed at this size.
  absl::Status NoteSigned(storage::Transaction& tx, const Unsigned& head) const;

  // Erases salt, its key and record of all entries on this subject.
  absl::Status Erase(storage::Transaction& tx, const std::string& subject) const;
  // Forgets a review's log altogether, and the documents that were entered in it, for good.
  absl::Status Forget(storage::Transaction& tx, const std::string& review) const;

 private:
  environment::RandomSource& random_;
};

// Stores the complete subtrees that end with an entry where those before it have theirs: for
// backfills.
absl::Status FillInNodes(storage::Transaction& tx, const std::string& review, int64_t number);

}  // namespace peerchallenge::evidence

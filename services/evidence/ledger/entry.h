#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "peerchallenge/evidence/v1/ledger.pb.h"
#include "services/evidence/ledger/hash.h"

// One entry of a review's ledger: what a leaf says, and what it commits to (LedgerService).
namespace peerchallenge::evidence {

struct Entry {
  v1::LedgerEntry::Action action = v1::LedgerEntry::ACTION_UNSPECIFIED;
  std::string subject;  // a resource name: no line break
  int64_t version = 0;  // 0 where the subject has none
  absl::Time time;      // of receipt; whole microseconds, years 1 to 9999
  Hash commitment{};

  bool operator==(const Entry&) const = default;
};

// The leaf: six lines of ASCII, as LedgerService says.
std::string LeafOf(const Entry& entry);

// The entry of a leaf; DATA_CORRUPT for anything but what LeafOf() gives.
absl::StatusOr<Entry> EntryFrom(std::string_view leaf);

// The salt's length, in bytes.
inline constexpr size_t kSaltBytes = 32;

// The salt of an item's version vouches for its author: with a random key that is kept beside it
// and given to nobody, it follows from the author's name. Whoever has the salt alone, as in a
// bundle, learns nothing of that. Salts of older entries are random altogether.
std::string SaltFor(std::string_view author_key, std::string_view author);
// Whether the salt is of that kind; it ends in words that no random one will.
bool VouchesForAuthor(std::string_view salt);

// What an entry commits to, hidden by a salt.
Hash Commitment(std::string_view salt, std::string_view record);

// A time as in leaves: RFC 3339 in UTC with six digits of fraction and "Z".
std::string TimeText(absl::Time time);

}  // namespace peerchallenge::evidence

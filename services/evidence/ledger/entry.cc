#include "services/evidence/ledger/entry.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"

namespace peerchallenge::evidence {
namespace {

constexpr char kFormat[] = "peerchallenge-ledger-v1";
constexpr char kActionPrefix[] = "ACTION_";
constexpr std::string_view kVouches = "author-1";
constexpr char kTimeFormat[] = "%E4Y-%m-%dT%H:%M:%E6SZ";

absl::string_view View(std::string_view text) { return {text.data(), text.size()}; }

absl::Status NoLeaf(absl::string_view why) {
  return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                      absl::StrCat("a leaf of the ledger cannot be read: ", why));
}

}  // namespace

std::string TimeText(absl::Time time) {
  return absl::FormatTime(kTimeFormat, time, absl::UTCTimeZone());
}

std::string LeafOf(const Entry& entry) {
  return absl::StrCat(kFormat, "\n",
                      absl::StripPrefix(v1::LedgerEntry::Action_Name(entry.action), kActionPrefix),
                      "\n", entry.subject, "\n", entry.version, "\n", TimeText(entry.time), "\n",
                      HexOf(entry.commitment), "\n");
}

absl::StatusOr<Entry> EntryFrom(std::string_view leaf) {
  const std::vector<std::string> lines =
      absl::StrSplit(absl::string_view(leaf.data(), leaf.size()), '\n');
  if (lines.size() != 7 || lines[0] != kFormat || !lines[6].empty()) return NoLeaf("its form");
  Entry entry;
  if (!v1::LedgerEntry::Action_Parse(absl::StrCat(kActionPrefix, lines[1]), &entry.action)) {
    return NoLeaf("its action");
  }
  entry.subject = lines[2];
  if (!absl::SimpleAtoi(lines[3], &entry.version)) return NoLeaf("its version");
  std::string error;
  if (!absl::ParseTime(kTimeFormat, lines[4], absl::UTCTimeZone(), &entry.time, &error)) {
    return NoLeaf("its time");
  }
  const auto commitment = lines[5].size() == 2 * sizeof(Hash)
                              ? HashFrom(absl::HexStringToBytes(lines[5]))
                              : std::nullopt;
  if (!commitment.has_value()) return NoLeaf("its commitment");
  entry.commitment = *commitment;
  // Nothing may be written in two ways: "+1" is no version, and hexadecimal digits are small.
  if (LeafOf(entry) != leaf) return NoLeaf("its spelling");
  return entry;
}

std::string SaltFor(std::string_view author_key, std::string_view author) {
  const Hash hash = HmacSha256(author_key, author);
  return absl::StrCat(View(BytesOf(hash).substr(0, kSaltBytes - kVouches.size())), View(kVouches));
}

bool VouchesForAuthor(std::string_view salt) {
  return salt.size() == kSaltBytes && salt.substr(kSaltBytes - kVouches.size()) == kVouches;
}

Hash Commitment(std::string_view salt, std::string_view record) { return HmacSha256(salt, record); }

}  // namespace peerchallenge::evidence

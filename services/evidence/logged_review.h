#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/evidence/context.h"
#include "services/evidence/ledger/note.h"

// What the log of a review tells of everything that is recorded in it, for whoever compares what is
// stored with it (log_differences.h).
namespace peerchallenge::evidence {

// Collects what differs, in words, up to a number.
class Differences {
 public:
  static constexpr size_t kMost = 100;

  void Add(const std::string& what, const std::string& how);
  std::vector<std::string> Take() { return std::move(differences_); }

 private:
  std::vector<std::string> differences_;
};

// How something differs.
inline constexpr char kNotThere[] = "is not there";
inline constexpr char kUnknown[] = "is in no entry of the log";
inline constexpr char kChanged[] = "does not say what was recorded";

// Whether a message has only fields that its definition has.
template <typename Message>
bool IsKnown(Message message) {
  const size_t size = message.ByteSizeLong();
  message.DiscardUnknownFields();
  return message.ByteSizeLong() == size;
}

// Two revisions of an item that met, in the conflict of this number.
struct Met {
  int64_t conflict = 0;
  int64_t base = 0, first = 0;
  int64_t second = 0;  // or what a disposal has left of it
};
// A conflict that was settled; without the note once that is erased.
struct Settled {
  int64_t version = 0;
  std::optional<std::string> note;
};

// What the log tells of an item.
struct LoggedItem {
  int64_t versions = 0;
  int64_t current = 0;
  int64_t shared = 0;         // the version that was current when it was shared
  int64_t remains = 0;        // the version that a disposal left over
  int64_t remains_place = 0;  // in the log, of that version or the last that was left beside it
  v1::Item::State state = v1::Item::STATE_DRAFT;
  bool withdrawn_as_draft = false;
  std::optional<std::string> withdrawal;
  std::vector<Met> met;
  std::vector<Settled> settled;
};

// What it tells of anything else: of each action the last entry's place and, unless it is erased,
// what that commits to.
struct LoggedThing {
  struct Last {
    int64_t index = 0;
    std::optional<std::string> record;
  };
  std::map<v1::LedgerEntry::Action, Last> last;
  v1::LedgerEntry::Action newest = v1::LedgerEntry::ACTION_UNSPECIFIED;

  bool Has(v1::LedgerEntry::Action action) const { return last.count(action) > 0; }
  // Whether the record of the action's last entry is erased, or these bytes.
  bool Tells(v1::LedgerEntry::Action action, const std::string& bytes) const {
    const auto found = last.find(action);
    return found != last.end() && found->second.record.value_or(bytes) == bytes;
  }
};

struct LoggedReview {
  std::map<std::string, LoggedItem> items;
  std::map<std::string, LoggedThing> things;  // all else
};

// Reads the log, and compares with it its own tables and the versions of items, whose content is
// what their entries commit to.
absl::StatusOr<LoggedReview> ReadLog(storage::Transaction& tx, const Context& context,
                                     const std::string& review,
                                     const std::vector<VerifierKey>& keys,
                                     Differences& differences);

}  // namespace peerchallenge::evidence

#include "services/evidence/logged_review.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "services/evidence/capture.h"
#include "services/evidence/days.h"
#include "services/evidence/ledger/entry.h"
#include "services/evidence/ledger/merkle.h"
#include "services/evidence/ledger/record.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using storage::Row;
using storage::Transaction;
using v1::LedgerEntry;

constexpr int kEntriesAtATime = 200;

bool IsVersion(LedgerEntry::Action action) {
  return action == LedgerEntry::ACTION_ITEM_CAPTURED || action == LedgerEntry::ACTION_ITEM_REVISED;
}

class LogReader {
 public:
  LogReader(Transaction& tx, const Context& context, const std::string& review,
            const std::vector<VerifierKey>& keys, Differences& differences)
      : tx_(tx), context_(context), review_(review), keys_(keys), differences_(differences) {}

  absl::StatusOr<LoggedReview> Read() {
    for (const auto step :
         {&LogReader::ReadCheckpoints, &LogReader::CompareTree, &LogReader::ReadEntries}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    CompareErasures();
    return std::move(logged_);
  }

 private:
  void Differ(const std::string& what, const std::string& how) { differences_.Add(what, how); }
  std::string PlaceName(int64_t index) const { return absl::StrCat(review_, "/ledger/", index); }

  absl::Status ReadCheckpoints() {
    auto checkpoints = context_.store.checkpoints.All(tx_, {{"parent", review_ + "/ledger"}});
    if (!checkpoints.ok()) return checkpoints.status();
    for (const v1::Checkpoint& checkpoint : *checkpoints) {
      const auto note = OpenNote(checkpoint.note(), keys_);
      const auto head =
          note.ok() ? TreeHeadFrom(note->text) : absl::StatusOr<TreeHead>(note.status());
      if (!head.ok() || !absl::EndsWith(head->origin, "/" + review_) ||
          head->size != checkpoint.tree_size() || BytesOf(head->root) != checkpoint.root_sha256() ||
          checkpoint.name() != absl::StrCat(review_, "/ledger/checkpoints/", head->size)) {
        Differ(checkpoint.name(), "is not what was signed");
      } else {
        roots_[head->size] = head->root;
      }
    }
    return absl::OkStatus();
  }

  // Everything that is stored of the tree follows from its leaves.
  absl::Status CompareTree() {
    std::map<std::pair<int, int64_t>, Hash> nodes;
    std::string ended;  // with the entry, above its leaf
    const auto write = [&](Subtree subtree, const Hash& hash) {
      nodes[{subtree.level, subtree.index}] = hash;
      if (subtree.level > 0) ended += BytesOf(hash);
      return absl::OkStatus();
    };
    const auto read = [&](Subtree subtree) -> absl::StatusOr<Hash> {
      return nodes.at({subtree.level, subtree.index});
    };
    int64_t size = 0;
    absl::Status status = tx_.Query(
        "SELECT number, leaf, leaf_hash, subject, version, nodes FROM ledger_entries "
        "WHERE review = $1 ORDER BY number",
        {{review_}}, [&](const Row& row) -> absl::Status {
          const Hash hash = LeafHash(row.Bytes(1));
          const auto entry = EntryFrom(row.Bytes(1));
          if (row.Int(0) != size || !entry.ok() || entry->subject != row.Text(3) ||
              entry->version != row.Int(4) || BytesOf(hash) != row.Bytes(2)) {
            Differ(PlaceName(size), kChanged);
          }
          ended.clear();
          if (absl::Status added = AppendLeaf(size, hash, read, write); !added.ok()) return added;
          if ((row.IsNull(5) ? "" : row.Bytes(5)) != ended) {
            Differ(absl::StrCat(review_, "/ledger"), "has a node that does not follow");
          }
          ++size;
          const auto root = roots_.find(size);
          if (root == roots_.end()) return absl::OkStatus();
          const auto now = RootOf(size, read);
          if (!now.ok()) return now.status();
          if (*now != root->second) {
            Differ(absl::StrCat(review_, "/ledger/checkpoints/", size),
                   "was signed for other entries");
          }
          return absl::OkStatus();
        });
    return status.ok() ? CompareSizes(size) : status;
  }

  absl::Status CompareSizes(int64_t size) {
    const int64_t signed_size = roots_.empty() ? 0 : roots_.rbegin()->first;
    bool fits = size == 0;
    absl::Status status =
        tx_.Query("SELECT size, signed_size FROM ledgers WHERE review = $1", {{review_}},
                  [&](const Row& row) {
                    fits = row.Int(0) == size && row.Int(1) == signed_size && signed_size <= size;
                    return absl::OkStatus();
                  });
    if (status.ok() && !fits) {
      Differ(absl::StrCat(review_, "/ledger"), "is of another size than its entries");
    }
    return status;
  }

  absl::Status ReadEntries() {
    for (int64_t next = 0;;) {
      auto entries = context_.ledger.Entries(tx_, review_, next,
                                             std::numeric_limits<int64_t>::max(), kEntriesAtATime);
      if (!entries.ok()) return entries.status();
      if (entries->empty()) return absl::OkStatus();
      for (const ReviewLedger::Stored& stored : *entries) {
        next = stored.index + 1;
        const auto entry = EntryFrom(stored.leaf);
        if (!entry.ok()) continue;  // told already
        if (absl::Status status = TakeEntry(stored, *entry); !status.ok()) return status;
      }
    }
  }

  absl::Status TakeEntry(const ReviewLedger::Stored& stored, const Entry& entry) {
    if (!stored.salt) erased_[entry.subject] = stored.index;
    if (entry.action == LedgerEntry::ACTION_DISPOSED) disposed_[entry.subject] = stored.index;
    if (IsVersion(entry.action)) return TakeVersion(stored, entry);
    if (stored.record.has_value() != stored.salt.has_value() || !stored.author.empty() ||
        stored.author_key ||
        (stored.salt && Commitment(*stored.salt, *stored.record) != entry.commitment)) {
      Differ(PlaceName(stored.index), kChanged);
    }
    if (validation::MatchName(entry.subject, kItemName)) {
      TakeItemEntry(stored, entry);
    } else {
      LoggedThing& thing = logged_.things[entry.subject];
      thing.last[entry.action] = {stored.index, stored.record};
      thing.newest = entry.action;
    }
    return absl::OkStatus();
  }

  absl::Status TakeVersion(const ReviewLedger::Stored& stored, const Entry& entry) {
    LoggedItem& item = logged_.items[entry.subject];
    const int64_t number = ++item.versions;
    const std::string name = absl::StrCat(entry.subject, "/versions/", entry.version);
    if (entry.version != number) Differ(name, "is not the next version");
    auto version = context_.store.Version(tx_, entry.subject, entry.version);
    if (absl::IsNotFound(version.status())) {
      Differ(name, kNotThere);
      return absl::OkStatus();
    }
    if (!version.ok()) return version.status();
    if (stored.record || !Vouches(stored, entry, *version)) Differ(name, kChanged);
    if (number == item.remains) item.remains_place = stored.index;
    if (Met* beside = LeftBeside(stored, *version, number, item); beside != nullptr) {
      beside->second = number;
      item.remains_place = stored.index;
    } else if (number == 1 || number == item.remains || version->base_version() == item.current) {
      item.current = number;
    } else {
      item.met.push_back({number, version->base_version(), item.current, number});
    }
    return absl::OkStatus();
  }

  // The conflict whose second version a disposal has replaced by this one: in the same step as the
  // current version, and so at the next place of the log.
  static Met* LeftBeside(const ReviewLedger::Stored& stored, const v1::ItemVersion& version,
                         int64_t number, LoggedItem& item) {
    if (item.remains == 0 || number <= item.remains || stored.index != item.remains_place + 1 ||
        version.revision_id() != RemainsId(number)) {
      return nullptr;
    }
    const auto met = std::find_if(item.met.begin(), item.met.end(), [&](const Met& one) {
      return one.second == version.base_version();
    });
    return met == item.met.end() ? nullptr : &*met;
  }

  // Whether a version is what its entry says.
  static bool Vouches(const ReviewLedger::Stored& stored, const Entry& entry,
                      const v1::ItemVersion& version) {
    const v1::Provenance& provenance = version.provenance();
    if (stored.author.empty() || provenance.author() != stored.author || !IsKnown(version) ||
        TimeOf(provenance.receive_time()) != entry.time || version.ledger_index() != stored.index) {
      return false;
    }
    if (!stored.salt) return !stored.author_key && !version.has_content();
    if (VouchesForAuthor(*stored.salt)
            ? !stored.author_key || SaltFor(*stored.author_key, stored.author) != *stored.salt
            : stored.author_key.has_value()) {
      return false;
    }
    const auto encoded = EncodeContent(version.content(), "content");
    return encoded.ok() &&
           Commitment(*stored.salt, RecordOf(entry.subject, version.base_version(),
                                             provenance.stamp(), *encoded)) == entry.commitment;
  }

  void TakeItemEntry(const ReviewLedger::Stored& stored, const Entry& entry) {
    LoggedItem& item = logged_.items[entry.subject];
    switch (entry.action) {
      case LedgerEntry::ACTION_ITEM_SHARED:
        item.state = v1::Item::STATE_SHARED;
        item.shared = entry.version;
        break;
      case LedgerEntry::ACTION_ITEM_WITHDRAWN:
        item.withdrawn_as_draft = item.state == v1::Item::STATE_DRAFT;
        item.state = v1::Item::STATE_WITHDRAWN;
        item.withdrawal = stored.record;
        break;
      case LedgerEntry::ACTION_CONFLICT_SETTLED:
        item.settled.push_back({entry.version, stored.record});
        break;
      case LedgerEntry::ACTION_DISPOSED:
        if (entry.version == 0) item.state = v1::Item::STATE_DISPOSED;
        item.remains = entry.version;
        break;
      default:
        Differ(PlaceName(stored.index), "is no entry of an item");
    }
  }

  // Nothing is erased but by a disposal that is entered.
  void CompareErasures() {
    for (const auto& [subject, index] : erased_) {
      const auto disposed = disposed_.find(subject);
      if (disposed == disposed_.end() || disposed->second <= index) {
        Differ(PlaceName(index), "was erased without an entry");
      }
    }
  }

  Transaction& tx_;
  const Context& context_;
  const std::string& review_;
  const std::vector<VerifierKey>& keys_;
  Differences& differences_;
  std::map<int64_t, Hash> roots_;  // signed, by size
  LoggedReview logged_;
  std::map<std::string, int64_t> erased_, disposed_;  // by subject: the last such entry
};

}  // namespace

void Differences::Add(const std::string& what, const std::string& how) {
  if (differences_.size() < kMost) differences_.push_back(absl::StrCat("'", what, "' ", how));
}

absl::StatusOr<LoggedReview> ReadLog(Transaction& tx, const Context& context,
                                     const std::string& review,
                                     const std::vector<VerifierKey>& keys,
                                     Differences& differences) {
  return LogReader(tx, context, review, keys, differences).Read();
}

}  // namespace peerchallenge::evidence

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "services/evidence/ledger/bundle.h"
#include "services/evidence/ledger/item_lines.h"
#include "services/evidence/ledger/merkle.h"
#include "services/evidence/ledger/withheld.h"

namespace peerchallenge::evidence {
namespace {

using File = ArchiveReader::File;
using LedgerEntry = v1::LedgerEntry;

// How a bundle begins: with its first file's name.
constexpr std::string_view kFirstFile("checkpoint\0", 11);
constexpr size_t kMostProblems = 100;
constexpr int64_t kMostNote = 64 << 10;
constexpr size_t kMostLeaf = 4 << 10;
constexpr int64_t kMostRecord = 1 << 20;
constexpr int64_t kMostHeld = 16 << 20;
constexpr size_t kPiece = 256 << 10;

class Verifier {
 public:
  Verifier(std::istream& in, const std::vector<VerifierKey>& trusted,
           const std::vector<std::string>& earlier, const std::function<void(int64_t)>& passed)
      : archive_(in), trusted_(trusted), earlier_(earlier), passed_(passed) {}

  BundleReport Verify() {
    // Each part needs those before it: the first that cannot be read ends it.
    if (ReadCheckpoint() && ReadLedger() && ReadRecords() && ReadHeld() && ReadAttachments()) {
      ReadItems();
    }
    return std::move(report_);
  }

 private:
  bool Fail(std::string problem) {
    if (report_.problems.size() < kMostProblems) report_.problems.push_back(std::move(problem));
    return false;
  }
  bool Fail(const absl::Status& status) { return Fail(std::string(status.message())); }

  // Reads the header of the next file into file_; false where the archive is broken.
  bool Next() {
    auto next = archive_.Next();
    if (!next.ok()) return Fail(next.status());
    file_ = *std::move(next);
    return true;
  }
  bool NextIs(const std::string& name) {
    if (!Next()) return false;
    if (!file_.has_value()) return Fail(absl::StrCat("'", name, "' is missing"));
    return file_->name == name ||
           Fail(absl::StrCat("'", file_->name, "' stands where '", name, "' should"));
  }

  std::optional<std::string> Text(const std::string& name, int64_t most) {
    if (!NextIs(name)) return std::nullopt;
    auto text = archive_.ReadAll(most);
    if (text.ok()) return *std::move(text);
    Fail(text.status());
    return std::nullopt;
  }

  bool ReadCheckpoint() {
    const auto note = Text("checkpoint", kMostNote);
    if (!note.has_value()) return false;
    const auto lines = Text("keys", kMostNote);
    if (!lines.has_value()) return false;
    std::vector<VerifierKey> keys;
    for (const auto& line : absl::StrSplit(absl::StripSuffix(*lines, "\n"), '\n')) {
      auto key = VerifierKey::Parse(std::string_view(line.data(), line.size()), "keys");
      if (!key.ok()) return Fail(key.status());
      keys.push_back(*std::move(key));
    }
    if (!absl::EndsWith(*lines, "\n")) return Fail("'keys' is cut off");
    keys.insert(keys.end(), trusted_.begin(), trusted_.end());
    const auto opened = OpenNote(*note, keys);
    if (!opened.ok()) return Fail(opened.status());
    auto head = TreeHeadFrom(opened->text);
    if (!head.ok()) return Fail(head.status());
    report_.head = *std::move(head);
    for (const VerifierKey& key : opened->signers) AddSigner(key);
    if (!trusted_.empty() && !report_.trusted) {
      return Fail("none of the keys that are trusted signed the checkpoint");
    }
    return OpenEarlier(trusted_.empty() ? keys : trusted_);
  }

  bool OpenEarlier(const std::vector<VerifierKey>& keys) {
    for (const std::string& note : earlier_) {
      const auto opened = OpenNote(note, keys);
      if (!opened.ok()) {
        return Fail(absl::StrCat("an earlier checkpoint: ", opened.status().message()));
      }
      const auto head = TreeHeadFrom(opened->text);
      if (!head.ok()) return Fail(head.status());
      if (head->origin != report_.head.origin) {
        return Fail(absl::StrCat("an earlier checkpoint is of another log, '", head->origin, "'"));
      }
      earlier_heads_.push_back(*head);
    }
    return true;
  }

  // Compares the earlier checkpoints of this size.
  void Continue(const RootStream& root) {
    for (const TreeHead& head : earlier_heads_) {
      if (head.size != root.size()) continue;
      if (head.root == root.Root()) {
        report_.continued.push_back(head.size);
      } else {
        Fail(absl::StrCat("the first ", head.size,
                          " entries are others than an earlier checkpoint was signed for"));
      }
    }
  }

  void AddSigner(const VerifierKey& key) {
    const auto is = [&key](const VerifierKey& other) { return other == key; };
    report_.trusted = report_.trusted || std::any_of(trusted_.begin(), trusted_.end(), is);
    if (std::none_of(report_.signers.begin(), report_.signers.end(), is)) {
      report_.signers.push_back(key);
    }
  }

  // The next leaf of the ledger; nothing at its end. Fails where it is cut off.
  bool ReadLeaf(std::optional<std::string>& leaf) {
    leaf.reset();
    const auto prefix = ReadExactly(4);
    if (!prefix.has_value()) return false;
    if (prefix->empty()) return true;
    size_t size = 0;
    for (const char c : *prefix) size = size << 8 | static_cast<unsigned char>(c);
    if (prefix->size() < 4 || size == 0 || size > kMostLeaf) return Fail("the ledger is cut off");
    leaf = ReadExactly(size);
    return leaf.has_value() && (leaf->size() == size || Fail("the ledger is cut off"));
  }
  // Fewer at the end of the file; nothing where the archive is broken.
  std::optional<std::string> ReadExactly(size_t size) {
    std::string bytes;
    while (bytes.size() < size) {
      const auto more = archive_.Read(size - bytes.size());
      if (!more.ok()) {
        Fail(more.status());
        return std::nullopt;
      }
      if (more->empty()) break;
      bytes.append(*more);
    }
    return bytes;
  }

  bool ReadLedger() {
    if (!NextIs("ledger")) return false;
    RootStream root;
    Continue(root);
    for (std::optional<std::string> leaf;;) {
      if (!ReadLeaf(leaf)) return false;
      if (!leaf.has_value()) break;
      root.Add(LeafHash(*leaf));
      Continue(root);
      auto entry = EntryFrom(*leaf);
      if (!entry.ok()) return Fail(entry.status());
      if (entry->action == LedgerEntry::ACTION_DISPOSED) {
        disposed_until_[entry->subject] = report_.entries;
      }
      withheld_.Note(report_.entries, *entry);
      entries_.push_back(*std::move(entry));
      ++report_.entries;
    }
    for (const TreeHead& head : earlier_heads_) {
      if (head.size > root.size()) {
        Fail(absl::StrCat("the ledger has ", root.size(), " entries, an earlier checkpoint ",
                          head.size));
      }
    }
    if (root.size() != report_.head.size) {
      return Fail(absl::StrCat("the ledger has ", root.size(), " entries, the checkpoint says ",
                               report_.head.size));
    }
    return root.Root() == report_.head.root ||
           Fail("the ledger is another than the checkpoint was signed for");
  }

  // The number in "records/17"; nothing for another name.
  static std::optional<int64_t> IndexIn(const std::string& name) {
    int64_t index = 0;
    absl::string_view number = name;
    if (!absl::ConsumePrefix(&number, "records/") || !absl::SimpleAtoi(number, &index) ||
        absl::StrCat("records/", index) != name) {
      return std::nullopt;
    }
    return index;
  }

  bool ReadRecords() {
    int64_t due = 0;
    while (Next()) {
      const auto index = file_.has_value() ? IndexIn(file_->name) : std::nullopt;
      const int64_t until = index.value_or(report_.entries);
      if (until < due || (index.has_value() && until >= report_.entries)) {
        return Fail(absl::StrCat("'", file_->name, "' belongs to no entry, or is not in order"));
      }
      for (; due < until; ++due) PassOver(due);
      if (!index.has_value()) return true;
      if (!ReadRecord(*index)) return false;
      ++due;
    }
    return false;
  }

  // An entry whose content is not here.
  void PassOver(int64_t index) {
    const Entry& entry = entries_[static_cast<size_t>(index)];
    const auto disposed = disposed_until_.find(entry.subject);
    if (disposed != disposed_until_.end() && disposed->second > index) {
      ++report_.disposed;
    } else if (withheld_.Is(index, entry)) {
      ++report_.withheld;
    } else {
      Fail(absl::StrCat("the content of entry ", index, " ('", entry.subject, "') is missing"));
    }
  }

  bool ReadRecord(int64_t index) {
    const Entry& entry = entries_[static_cast<size_t>(index)];
    const auto bytes = archive_.ReadAll(kMostRecord);
    if (!bytes.ok()) return Fail(bytes.status());
    const auto what = [&] { return absl::StrCat("entry ", index, " ('", entry.subject, "')"); };
    if (bytes->size() < kSaltBytes)
      return Fail(absl::StrCat("the content of ", what(), " is cut off"));
    const std::string_view salt = std::string_view(*bytes).substr(0, kSaltBytes);
    const std::string_view record = std::string_view(*bytes).substr(kSaltBytes);
    if (Commitment(salt, record) != entry.commitment) {
      Fail(absl::StrCat("the content of ", what(), " is not what was recorded"));
      return true;
    }
    ++report_.records;
    const auto line = ItemLine(entry, record);
    if (!line.ok()) return Fail(line.status());
    items_.Add(*line);
    if (entry.action != LedgerEntry::ACTION_ATTACHMENT_STORED &&
        entry.action != LedgerEntry::ACTION_DOCUMENT_ANCHORED) {
      return true;
    }
    const auto sha256 = HashFrom(record);
    if (!sha256.has_value()) return Fail(absl::StrCat(what(), " records no SHA-256"));
    if (entry.action == LedgerEntry::ACTION_DOCUMENT_ANCHORED) {
      report_.documents[entry.subject] = *sha256;
    } else {
      contents_.insert(HexOf(*sha256));
    }
    return true;
  }

  // Which contents the scanner of the suite holds stands in no entry: the bundle says so.
  bool ReadHeld() {
    if (!file_.has_value() || file_->name != "held") return true;
    const auto lines = archive_.ReadAll(kMostHeld);
    if (!lines.ok()) return Fail(lines.status());
    std::string last;
    for (const auto& line : absl::StrSplit(absl::StripSuffix(*lines, "\n"), '\n')) {
      const std::string sha256(line);
      if (sha256 <= last || contents_.erase(sha256) == 0) {
        return Fail(absl::StrCat("'held' names '", sha256,
                                 "', which belongs to no entry, or is not in order"));
      }
      last = sha256;
      ++report_.held;
    }
    return Next();
  }

  bool ReadAttachments() {
    auto due = contents_.begin();
    for (; file_.has_value() && absl::StartsWith(file_->name, "attachments/"); ++due) {
      const std::string name = file_->name.substr(std::string_view("attachments/").size());
      while (due != contents_.end() && *due < name) MissContent(*due++);
      if (due == contents_.end() || *due != name) {
        return Fail(absl::StrCat("'", file_->name, "' belongs to no entry, or is not in order"));
      }
      if (!ReadContent(name) || !Next()) return false;
    }
    while (due != contents_.end()) MissContent(*due++);
    return true;
  }

  void MissContent(const std::string& sha256) {
    Fail(absl::StrCat("the attachment with SHA-256 ", sha256, " is missing"));
  }

  bool ReadContent(const std::string& sha256) {
    Sha256Stream hash;
    while (true) {
      const auto bytes = archive_.Read(kPiece);
      if (!bytes.ok()) return Fail(bytes.status());
      if (bytes->empty()) break;
      hash.Add(*bytes);
      passed_(static_cast<int64_t>(bytes->size()));
    }
    if (HexOf(hash.Finish()) == sha256) {
      ++report_.attachments;
    } else {
      Fail(absl::StrCat("the attachment with SHA-256 ", sha256, " has other content"));
    }
    return true;
  }

  void ReadItems() {
    if (!file_.has_value() || file_->name != "items.jsonl") {
      Fail(absl::StrCat("'", file_.has_value() ? file_->name : "nothing",
                        "' stands where 'items.jsonl' should"));
      return;
    }
    Sha256Stream hash;
    while (true) {
      const auto bytes = archive_.Read(kPiece);
      if (!bytes.ok()) {
        Fail(bytes.status());
        return;
      }
      if (bytes->empty()) break;
      hash.Add(*bytes);
    }
    if (hash.Finish() != items_.Finish()) Fail("'items.jsonl' does not say what the records say");
    if (Next() && file_.has_value()) {
      Fail(absl::StrCat("'", file_->name, "' does not belong into a bundle"));
    }
  }

  ArchiveReader archive_;
  const std::vector<VerifierKey>& trusted_;
  const std::vector<std::string>& earlier_;
  const std::function<void(int64_t)>& passed_;
  std::vector<TreeHead> earlier_heads_;
  std::optional<File> file_;
  std::vector<Entry> entries_;
  std::map<std::string, int64_t> disposed_until_;  // by subject: its last entry DISPOSED
  Withheld withheld_;
  std::set<std::string> contents_;  // of attachments, SHA-256 in hex
  Sha256Stream items_;              // what items.jsonl has to say
  BundleReport report_;
};

}  // namespace

BundleReport VerifyBundle(std::istream& in, const std::vector<VerifierKey>& trusted,
                          const std::vector<std::string>& earlier,
                          const std::function<void(int64_t)>& passed) {
  return Verifier(in, trusted, earlier, passed).Verify();
}

absl::StatusOr<std::string> NoteIn(std::istream& in) {
  std::string start(kFirstFile.size(), '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<size_t>(in.gcount()));
  in.clear();
  in.seekg(0);
  if (start == kFirstFile) {
    ArchiveReader archive(in);
    if (const auto file = archive.Next(); !file.ok()) return file.status();
    return archive.ReadAll(kMostNote);
  }
  std::string note(static_cast<size_t>(kMostNote) + 1, '\0');
  in.read(note.data(), static_cast<std::streamsize>(note.size()));
  note.resize(static_cast<size_t>(in.gcount()));
  if (note.size() <= static_cast<size_t>(kMostNote)) return note;
  return errors::Make(
      errors::v1::ERROR_REASON_DATA_CORRUPT,
      absl::StrCat("it is no bundle, and has more than the ", kMostNote, " bytes of a checkpoint"));
}

}  // namespace peerchallenge::evidence

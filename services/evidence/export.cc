#include "services/evidence/export.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "common/rpc/channel_stream.h"
#include "services/evidence/ledger/bundle.h"
#include "services/evidence/ledger/record.h"
#include "services/evidence/ledger/withheld.h"
#include "services/evidence/log_differences.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;
using v1::LedgerEntry;

constexpr size_t kMostBytes = 256 << 10;  // of one message
constexpr size_t kWaitingMessages = 4;
constexpr int kEntriesAtATime = 200;
constexpr size_t kDifferencesTold = 5;
constexpr absl::Duration kReadLimit = absl::Seconds(30);
constexpr absl::Duration kComeAgain = absl::Seconds(10);

// Cuts what is written into messages of a stream.
class Messages {
 public:
  Messages(rpc::ChannelStream::Writer& writer, absl::Duration patience)
      : writer_(writer), patience_(patience) {}

  absl::Status Write(std::string_view bytes) {
    while (!bytes.empty()) {
      const size_t taken = std::min(bytes.size(), kMostBytes - buffer_.size());
      buffer_.append(bytes.substr(0, taken));
      bytes.remove_prefix(taken);
      if (buffer_.size() < kMostBytes) continue;
      if (absl::Status status = Flush(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Flush() {
    if (buffer_.empty()) return absl::OkStatus();
    auto message = std::make_unique<v1::ExportReviewResponse>();
    message->set_data(std::move(buffer_));
    buffer_.clear();
    if (writer_.Push(std::move(message), patience_)) return absl::OkStatus();
    if (writer_.stop().stop_requested()) {
      return errors::Make(errors::v1::ERROR_REASON_CANCELLED, "nobody listens any more");
    }
    return errors::Make(errors::v1::ERROR_REASON_WATCHER_TOO_SLOW,
                        absl::StrCat("no bytes of the export were taken for ",
                                     absl::FormatDuration(patience_), ": begin it anew"));
  }

 private:
  rpc::ChannelStream::Writer& writer_;
  const absl::Duration patience_;
  std::string buffer_;
};

// One bundle in the making. Reads a few entries at a time, each time another state of the database:
// what was entered never changes, but for what is disposed of.
class Export {
 public:
  Export(const Context& context, BlobStore& blobs, std::string review, v1::Checkpoint checkpoint)
      : context_(context),
        blobs_(blobs),
        review_(std::move(review)),
        checkpoint_(std::move(checkpoint)) {}

  absl::Status Write(const std::vector<VerifierKey>& keys, Messages& messages) {
    BundleWriter bundle([&](std::string_view bytes) { return messages.Write(bytes); });
    absl::Status status = CompareWithLog(keys);
    if (status.ok()) status = bundle.AddCheckpoint(checkpoint_.note(), keys);
    if (status.ok()) status = AddLedger(bundle);
    if (status.ok()) status = AddRecords(bundle);
    if (status.ok()) status = AddAttachments(bundle);
    if (status.ok()) status = bundle.Finish();
    return status.ok() ? messages.Flush() : status;
  }

 private:
  // An entry and, where it is still there, what it commits to.
  struct Recorded {
    int64_t index = 0;
    Entry entry;
    bool kept = false;
    std::string salt;
    std::string record;
  };

  // Nobody takes away as the review's evidence what its readers are not shown.
  absl::Status CompareWithLog(const std::vector<VerifierKey>& keys) {
    std::vector<std::string> differences;
    absl::Status status =
        context_.database.Read(absl::Now() + kReadLimit, [&](Transaction& tx) -> absl::Status {
          auto found = DifferencesFromLog(tx, context_, review_, keys);
          if (!found.ok()) return found.status();
          differences = *std::move(found);
          return absl::OkStatus();
        });
    if (!status.ok() || differences.empty()) return status;
    const size_t told = std::min(differences.size(), kDifferencesTold);
    const std::string more = differences.size() > told
                                 ? absl::StrCat("; and ", differences.size() - told, " more")
                                 : std::string();
    differences.resize(told);
    return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                        absl::StrCat("what is stored is not what the log says: ",
                                     absl::StrJoin(differences, "; "), more));
  }

  absl::Status AddLedger(BundleWriter& bundle) {
    std::vector<std::string> leaves;
    absl::Status status = EachPart([&](Transaction&, const ReviewLedger::Stored& stored) {
      leaves.push_back(stored.leaf);
      auto entry = EntryFrom(stored.leaf);
      if (!entry.ok()) return entry.status();
      withheld_.Note(stored.index, *entry);
      if (entry->action == LedgerEntry::ACTION_DISPOSED) {
        disposed_until_[entry->subject] = stored.index;
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return bundle.AddLedger(leaves);
  }

  absl::Status AddRecords(BundleWriter& bundle) {
    for (int64_t next = 0; next < checkpoint_.tree_size();) {
      std::vector<Recorded> part;
      absl::Status status =
          ReadPart(next, [&](Transaction& tx, const ReviewLedger::Stored& stored) {
            auto recorded = Read(tx, stored);
            if (!recorded.ok()) return recorded.status();
            part.push_back(*std::move(recorded));
            return absl::OkStatus();
          });
      if (!status.ok()) return status;
      for (const Recorded& recorded : part) {
        next = recorded.index + 1;
        if (status = AddRecord(recorded, bundle); !status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddRecord(const Recorded& recorded, BundleWriter& bundle) {
    if (withheld_.Is(recorded.index, recorded.entry)) return absl::OkStatus();
    if (!recorded.kept) {
      const auto disposed = disposed_until_.find(recorded.entry.subject);
      if (disposed != disposed_until_.end() && disposed->second > recorded.index) {
        return absl::OkStatus();
      }
      return errors::InvalidField("tree_size", absl::StrCat(checkpoint_.tree_size()),
                                  "a newer checkpoint: something was disposed of since this one");
    }
    if (recorded.entry.action == LedgerEntry::ACTION_ATTACHMENT_STORED) {
      if (const auto sha256 = HashFrom(recorded.record)) contents_.insert(*sha256);
    }
    return bundle.AddRecord(recorded.index, recorded.entry, recorded.salt, recorded.record);
  }

  absl::StatusOr<Recorded> Read(Transaction& tx, const ReviewLedger::Stored& stored) {
    auto entry = EntryFrom(stored.leaf);
    if (!entry.ok()) return entry.status();
    Recorded recorded;
    recorded.index = stored.index;
    recorded.entry = *std::move(entry);
    if (!stored.salt) return recorded;
    recorded.kept = true;
    recorded.salt = *stored.salt;
    if (stored.record) {
      recorded.record = *stored.record;
      return recorded;
    }
    auto version = context_.store.Version(tx, recorded.entry.subject, recorded.entry.version);
    if (!version.ok()) return version.status();
    auto encoded = EncodeContent(version->content(), "content");
    if (!encoded.ok()) return encoded.status();
    recorded.record = RecordOf(recorded.entry.subject, version->base_version(),
                               version->provenance().stamp(), *encoded);
    return recorded;
  }

  absl::Status AddAttachments(BundleWriter& bundle) {
    std::set<Hash> held;
    absl::Status status =
        context_.database.Read(absl::Now() + kReadLimit, [&](Transaction& tx) -> absl::Status {
          auto found = context_.attachments.HeldContents(tx, review_);
          if (!found.ok()) return found.status();
          held = *std::move(found);
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    std::vector<Hash> left_out;
    std::set_intersection(contents_.begin(), contents_.end(), held.begin(), held.end(),
                          std::back_inserter(left_out));
    if (!left_out.empty()) status = bundle.AddHeld(left_out);
    if (!status.ok()) return status;
    for (const Hash& sha256 : contents_) {
      if (held.contains(sha256)) continue;
      auto reader = blobs_.Read({review_, sha256});
      if (!reader.ok()) return reader.status();
      status = bundle.BeginAttachment(sha256, (*reader)->size());
      for (int64_t at = 0; status.ok() && at < (*reader)->size();) {
        auto bytes = (*reader)->Read(at, kMostBytes);
        if (!bytes.ok()) return bytes.status();
        at += static_cast<int64_t>(bytes->size());
        status = bundle.WriteAttachment(*bytes);
      }
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // Calls `each` for a part of the entries from `next` on.
  template <typename Each>
  absl::Status ReadPart(int64_t next, Each each) {
    return context_.database.Read(absl::Now() + kReadLimit, [&](Transaction& tx) -> absl::Status {
      auto entries =
          context_.ledger.Entries(tx, review_, next, checkpoint_.tree_size(), kEntriesAtATime);
      if (!entries.ok()) return entries.status();
      if (entries->empty()) {
        return errors::Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
                            absl::StrCat("the ledger of '", review_, "' lacks entry ", next));
      }
      for (const ReviewLedger::Stored& stored : *entries) {
        if (absl::Status status = each(tx, stored); !status.ok()) return status;
      }
      return absl::OkStatus();
    });
  }

  // Calls `each` for all entries.
  template <typename Each>
  absl::Status EachPart(Each each) {
    for (int64_t next = 0; next < checkpoint_.tree_size();) {
      absl::Status status =
          ReadPart(next, [&](Transaction& tx, const ReviewLedger::Stored& stored) {
            next = stored.index + 1;
            return each(tx, stored);
          });
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  const Context& context_;
  BlobStore& blobs_;
  const std::string review_;
  const v1::Checkpoint checkpoint_;
  std::map<std::string, int64_t> disposed_until_;  // by subject: its last entry DISPOSED
  Withheld withheld_;
  std::set<Hash> contents_;  // of attachments
};

}  // namespace

absl::StatusOr<std::unique_ptr<rpc::Stream>> Exports::Start(const std::string& review,
                                                            v1::Checkpoint checkpoint,
                                                            std::vector<VerifierKey> keys) {
  std::shared_ptr<environment::Slots> slot = slots_.Take();
  if (slot == nullptr) {
    return errors::QuotaExceeded("exports", "as many exports run as this server allows",
                                 kComeAgain);
  }
  return std::make_unique<rpc::ChannelStream>(
      kWaitingMessages, [this, review, checkpoint = std::move(checkpoint), keys = std::move(keys),
                         slot = std::move(slot)](rpc::ChannelStream::Writer& writer) {
        Messages messages(writer, patience_);
        return Export(context_, blobs_, review, checkpoint).Write(keys, messages);
      });
}

}  // namespace peerchallenge::evidence

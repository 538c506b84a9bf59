#include "services/evidence/backfills.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resources/bodies.h"
#include "common/validation/resource_name.h"
#include "services/evidence/days.h"
#include "services/evidence/device_chain.h"
#include "services/evidence/ledger/entry.h"
#include "services/evidence/names.h"
#include "services/evidence/review_ledger.h"
#include "services/evidence/source_reads.h"
#include "services/evidence/source_store.h"

namespace peerchallenge::evidence {
namespace {

using resources::FromBody;
using resources::ReadBodies;
using storage::Blob;
using storage::Row;
using storage::Transaction;
using v1::LedgerEntry;
using Next = absl::StatusOr<std::optional<std::string>>;

constexpr int64_t kMostEntries = 500;  // of one step

bool Exists(Transaction& tx, std::string_view sql, const std::string& key, absl::Status& status) {
  bool exists = false;
  status.Update(tx.Query(sql, {{key}}, [&](const Row&) {
    exists = true;
    return absl::OkStatus();
  }));
  return exists;
}

absl::StatusOr<std::optional<v1::Item>> ItemOf(Transaction& tx, const std::string& name) {
  std::optional<v1::Item> item;
  absl::Status status =
      tx.Query("SELECT body FROM items WHERE name = $1", {{name}}, [&](const Row& row) {
        item = FromBody<v1::Item>(row.Bytes(0));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return item;
}

absl::Status StoreItem(Transaction& tx, const v1::Item& item) {
  return tx.Post("UPDATE items SET body = $2 WHERE name = $1",
                 {{item.name(), Blob{item.SerializeAsString()}}});
}

// Entries of items in the logs. Their places are those of entries: review, line break, number.

struct Logged {
  std::string item;
  int64_t version = 0;
};

// Calls `each(review, number, leaf)` for some entries; gives the place of the last of them.
template <typename Each>
Next ReadEntries(Transaction& tx, const std::string& place, Each each) {
  const size_t end = place.rfind('\n');
  int64_t number = -1;
  if (end != std::string::npos && !absl::SimpleAtoi(place.substr(end + 1), &number)) {
    return absl::InternalError("a place that is none");
  }
  int64_t read = 0;
  std::string last;
  absl::Status status = tx.Query(
      "SELECT review, number, leaf FROM ledger_entries WHERE (review, number) > ($1, $2) "
      "ORDER BY review, number LIMIT $3",
      {{place.substr(0, end == std::string::npos ? 0 : end), number, kMostEntries}},
      [&](const Row& row) {
        ++read;
        const std::string review(row.Text(0));
        last = absl::StrCat(review, "\n", row.Int(1));
        each(review, row.Int(1), row.Bytes(2));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  if (read < kMostEntries) return std::nullopt;
  return last;
}

// Calls `act(tx, logged)` for some entries of this action.
template <typename Act>
Next EachLogged(Transaction& tx, const std::string& place, LedgerEntry::Action action, Act act) {
  std::vector<Logged> found;
  Next next =
      ReadEntries(tx, place, [&](const std::string&, int64_t /*number*/, std::string_view leaf) {
        const auto entry = EntryFrom(leaf);
        if (entry.ok() && entry->action == action &&
            validation::MatchName(entry->subject, kItemName)) {
          found.push_back({entry->subject, entry->version});
        }
      });
  for (const Logged& logged : found) {
    if (!next.ok()) return next;
    if (absl::Status status = act(tx, logged); !status.ok()) return status;
  }
  return next;
}

// What stood in a table of its own follows from the leaves. Of a log that is damaged nothing is
// filled in behind the damage: who asks for it is told.
Next FillInEntryNodes(Transaction& tx, const std::string& place) {
  std::vector<std::pair<std::string, int64_t>> entries;
  Next next =
      ReadEntries(tx, place, [&](const std::string& review, int64_t number, std::string_view) {
        entries.emplace_back(review, number);
      });
  for (const auto& [review, number] : entries) {
    if (!next.ok()) return next;
    absl::Status status = FillInNodes(tx, review, number);
    if (!status.ok() && errors::ReasonOf(status) != errors::v1::ERROR_REASON_DATA_CORRUPT) {
      return status;
    }
  }
  return next;
}

// An item keeps the version that was shared, which its entry tells: those before it are its
// author's alone.
absl::Status SetSharedVersion(Transaction& tx, const Logged& shared) {
  auto item = ItemOf(tx, shared.item);
  if (!item.ok()) return item.status();
  if (!*item || (*item)->shared_version() != 0) return absl::OkStatus();
  (*item)->set_shared_version(shared.version);
  return StoreItem(tx, **item);
}

// Of what is disposed of nothing stays by which it could be guessed.
absl::Status ForgetErasedCaptures(Transaction& tx, const Logged& disposed) {
  std::map<int64_t, v1::ItemVersion> versions;
  absl::Status status = tx.Query("SELECT version, body FROM item_versions WHERE item = $1",
                                 {{disposed.item}}, [&](const Row& row) {
                                   auto version = FromBody<v1::ItemVersion>(row.Bytes(1));
                                   if (version) versions.emplace(row.Int(0), *std::move(version));
                                   return absl::OkStatus();
                                 });
  for (auto& [number, version] : versions) {
    if (!status.ok()) return status;
    if (version.has_content()) continue;
    status = ForgetCapture(tx, version);
    if (!status.ok()) return status;
    status = tx.Post("UPDATE item_versions SET body = $3 WHERE item = $1 AND version = $2",
                     {{disposed.item, number, Blob{version.SerializeAsString()}}});
  }
  if (!status.ok()) return status;
  auto item = ItemOf(tx, disposed.item);
  if (!item.ok() || !*item || versions.count(1) == 0 || versions.count((*item)->version()) == 0) {
    return item.status();
  }
  *(*item)->mutable_captured() = versions[1].provenance();
  if ((*item)->has_revised()) {
    *(*item)->mutable_revised() = versions[(*item)->version()].provenance();
  }
  return StoreItem(tx, **item);
}

// An open conflict says what is current now. An etag from before a third revision became that is
// none any more: whoever settles has to have seen it.
Next LetConflictsFollow(Transaction& tx, const std::string& place) {
  constexpr std::string_view kConflicts =
      "SELECT name, body FROM item_conflicts WHERE name > $1 ORDER BY name LIMIT $2";
  auto page = ReadBodies<v1::ItemConflict>(tx, kConflicts, place);
  if (!page.ok()) return page.status();
  for (auto& [name, conflict] : page->found) {
    if (conflict.state() != v1::ItemConflict::STATE_OPEN) continue;
    auto item = ItemOf(tx, validation::ParentOf(name));
    if (!item.ok()) return item.status();
    if (!*item) continue;
    const bool merged = conflict.merged_version() != 0;
    const int64_t current = (*item)->version();
    if ((merged ? conflict.merged_version() : conflict.first_version()) == current) continue;
    if (merged) {
      conflict.set_merged_version(current);
    } else {
      conflict.set_first_version(current);
    }
    absl::Status status =
        tx.Post("UPDATE item_conflicts SET version = version + 1, body = $2 WHERE name = $1",
                {{name, Blob{conflict.SerializeAsString()}}});
    if (!status.ok()) return status;
  }
  return page->next;
}

// To whom a concern was escalated was its last reader, who reads it also on no team.
Next NameThoseEscalatedTo(Transaction& tx, const std::string& place) {
  constexpr std::string_view kConcerns =
      "SELECT name, body FROM concerns WHERE name > $1 ORDER BY name LIMIT $2";
  auto page = ReadBodies<v1::Concern>(tx, kConcerns, place);
  if (!page.ok()) return page.status();
  for (auto& [name, concern] : page->found) {
    if (!concern.has_escalate_time() || concern.escalated_to_size() > 0) continue;
    if (concern.readers().empty()) continue;
    concern.add_escalated_to(concern.readers(concern.readers_size() - 1));
    concern.mutable_readers()->RemoveLast();
    absl::Status status = tx.Post("UPDATE concerns SET body = $2 WHERE name = $1",
                                  {{name, Blob{concern.SerializeAsString()}}});
    if (!status.ok()) return status;
  }
  return page->next;
}

// People were counted by another rule, under which a class could stand for too few. Classes of a
// review whose people are disposed of stay as they are: there is nobody left to count.
Next CountPeopleAnew(Transaction& tx, const std::string& place) {
  std::string review;
  absl::Status status =
      tx.Query("SELECT review FROM attendances WHERE review > $1 ORDER BY review LIMIT 1",
               {{place}}, [&](const Row& row) {
                 review = row.Text(0);
                 return absl::OkStatus();
               });
  if (!status.ok()) return status;
  if (review.empty()) return std::nullopt;
  const bool met = Exists(tx,
                          "SELECT 1 FROM interviewees WHERE review = $1 UNION ALL SELECT 1 FROM "
                          "attendances WHERE review = $1 AND unnamed_people > 0 LIMIT 1",
                          review, status);
  if (status.ok() && met) status = RecountShownClasses(tx, review);
  if (!status.ok() && errors::ReasonOf(status) != errors::v1::ERROR_REASON_DATA_CORRUPT) {
    return status;
  }
  return review;
}

struct Audited {
  std::string review;
  v1::SourceRead read;
};

// Takes one read of sources into what is kept of them.
absl::Status TakeSourceRead(Transaction& tx, Audited audited) {
  absl::Status status;
  const bool known =
      Exists(tx, "SELECT 1 FROM interviewees WHERE review = $1 LIMIT 1", audited.review, status);
  if (!status.ok() || !known) return status;
  if (audited.read.method() == "EraseInterviewee") {
    // Whose name that was is not known any more.
    status = EraseReasons(tx, audited.review);
    audited.read.clear_reason();
  }
  return status.ok() ? NoteSourceRead(tx, audited.review, audited.read) : status;
}

// Why names were read was told to the audit log alone. Nothing is taken over for a review whose
// people are disposed of.
Next TakeSourceReads(Transaction& tx, const std::string& place) {
  int64_t after = 0;
  if (!place.empty() && !absl::SimpleAtoi(place, &after)) {
    return absl::InternalError("a place that is none");
  }
  std::vector<Audited> found;
  int64_t read = 0;
  absl::Status status = tx.Query(
      "SELECT id, time, subject, method, resource, detail FROM audit_entries WHERE id > $1 "
      "ORDER BY id LIMIT $2",
      {{after, kMostEntries}}, [&](const Row& row) {
        ++read;
        after = row.Int(0);
        const std::string method(row.Text(3));
        const std::string resource(row.Text(4));
        if (!IsOfSources(method) || row.Text(5).empty() || row.Text(5) == kReasonIsKept) {
          return absl::OkStatus();
        }
        Audited& audited = found.emplace_back();
        audited.review = ReviewOf(resource);
        audited.read.set_subject(std::string(row.Text(2)));
        audited.read.set_method(validation::IdOf(method));
        audited.read.set_resource(resource);
        audited.read.set_reason(std::string(row.Text(5)));
        *audited.read.mutable_time() = StampOf(absl::FromUnixMicros(row.Int(1)));
        return absl::OkStatus();
      });
  for (Audited& audited : found) {
    if (status.ok()) status = TakeSourceRead(tx, std::move(audited));
  }
  if (!status.ok()) return status;
  if (read < kMostEntries) return std::nullopt;
  return absl::StrCat(after);
}

}  // namespace

std::vector<storage::Backfill> Backfills() {
  return {
      {"shared_versions",
       [](Transaction& tx, const std::string& place) {
         return EachLogged(tx, place, LedgerEntry::ACTION_ITEM_SHARED, SetSharedVersion);
       }},
      {"erased_captures",
       [](Transaction& tx, const std::string& place) {
         return EachLogged(tx, place, LedgerEntry::ACTION_DISPOSED, ForgetErasedCaptures);
       }},
      {"followed_conflicts", LetConflictsFollow},
      {"escalated_concerns", NameThoseEscalatedTo},
      {"shown_classes", CountPeopleAnew},
      {"source_reads", TakeSourceReads},
      {"entry_nodes", FillInEntryNodes},
  };
}

}  // namespace peerchallenge::evidence

#include "services/evidence/capture.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/evidence/content_merge.h"
#include "services/evidence/days.h"
#include "services/evidence/device_chain.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/ledger/record.h"
#include "services/evidence/names.h"
#include "services/evidence/references.h"
#include "services/evidence/text_warnings.h"
#include "services/evidence/version_views.h"

namespace peerchallenge::evidence {
namespace {

using google::protobuf::util::TimeUtil;
using storage::Transaction;
using v1::LedgerEntry;

std::string VersionName(const std::string& item, int64_t number) {
  return absl::StrCat(item, "/versions/", number);
}

std::string StateName(v1::Item::State state) {
  return std::string(absl::StripPrefix(v1::Item::State_Name(state), "STATE_"));
}

// The id is taken by other content: only its author is told by how much they differ.
absl::Status ContentDiffers(const std::string& name, bool author, const Hash& stored,
                            const Hash& sent) {
  errors::Metadata metadata = {{"name", name}};
  if (author) {
    metadata.emplace_back("stored_sha256", HexOf(stored));
    metadata.emplace_back("sent_sha256", HexOf(sent));
  }
  return errors::Make(errors::v1::ERROR_REASON_CONTENT_DIFFERS,
                      absl::StrCat("'", name, "' is taken by other content"), metadata);
}

// Everything that a content names is there.
absl::Status CheckReferences(Transaction& tx, const Context& context, const Standing& standing,
                             const v1::ItemContent& content) {
  References references(tx, context, standing);
  const auto there = [&](const std::string& name, const char* field) -> absl::Status {
    absl::Status status = references.Check(name);
    if (!absl::IsNotFound(status)) return status;
    return errors::ReferenceBroken(
        name, absl::StrCat("content.", field, " names '", name, "', which is not there"));
  };
  if (absl::Status status = there(content.occasion(), "occasion"); !status.ok()) return status;
  for (const std::string& name : content.derived_from()) {
    if (absl::Status status = there(name, "derived_from"); !status.ok()) return status;
  }
  for (const std::string& name : content.contradicts()) {
    if (absl::Status status = there(name, "contradicts"); !status.ok()) return status;
  }
  for (const std::string& name : content.attachments()) {
    if (absl::Status status = there(name, "attachments"); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// What a device has not signed for keeps only its time.
v1::CaptureStamp Kept(const v1::CaptureStamp& stamp) {
  if (!stamp.device().empty()) return stamp;
  v1::CaptureStamp kept;
  if (stamp.has_device_time()) *kept.mutable_device_time() = stamp.device_time();
  return kept;
}

// A version that is about to be stored, with all that follows from it.
class NewVersion {
 public:
  NewVersion(const Context& context, const std::string& author, std::string item)
      : context_(context), item_(std::move(item)) {
    version_.mutable_provenance()->set_author(author);
  }

  NewVersion& Number(int64_t number) {
    number_ = number;
    version_.set_name(VersionName(item_, number));
    return *this;
  }
  NewVersion& On(int64_t base_version) {
    version_.set_base_version(base_version);
    return *this;
  }
  NewVersion& Merging(int64_t other) {
    version_.set_merged_version(other);
    return *this;
  }
  NewVersion& Revision(const std::string& id) {
    version_.set_revision_id(id);
    return *this;
  }
  NewVersion& Content(const v1::ItemContent& content) {
    *version_.mutable_content() = content;
    return *this;
  }
  NewVersion& Stamp(const v1::CaptureStamp& stamp, std::optional<absl::Duration> skew) {
    *version_.mutable_provenance()->mutable_stamp() = Kept(stamp);
    if (skew) {
      *version_.mutable_provenance()->mutable_clock_skew() =
          TimeUtil::MicrosecondsToDuration(absl::ToInt64Microseconds(*skew));
    }
    return *this;
  }

  // Stores the version, a first one with its item, and its ledger entry; gives it as stored.
  absl::StatusOr<v1::ItemVersion> Store(Transaction& tx) {
    auto encoded = EncodeContent(version_.content(), "content");
    if (!encoded.ok()) return encoded.status();
    const Hash content = Sha256(*encoded);
    v1::Provenance& provenance = *version_.mutable_provenance();
    const absl::Time now = context_.clock.Now();
    *provenance.mutable_receive_time() = StampOf(now);
    auto chain = EnterChain(tx, context_.store, context_.ledger,
                            {item_, number_, version_.base_version(), content}, provenance);
    if (!chain.ok()) return chain.status();
    provenance.set_chain(*chain);
    auto index = context_.ledger.Append(
        tx, ReviewOf(item_),
        {.action =
             number_ == 1 ? LedgerEntry::ACTION_ITEM_CAPTURED : LedgerEntry::ACTION_ITEM_REVISED,
         .subject = item_,
         .version = number_,
         .time = now,
         .bytes = RecordOf(item_, version_.base_version(), provenance.stamp(), *encoded, content),
         .author = provenance.author()});
    if (!index.ok()) return index.status();
    version_.set_ledger_index(*index);
    if (number_ > 1) {
      absl::Status status = context_.store.AddVersion(tx, version_);
      if (!status.ok()) return status;
    }
    return std::move(version_);
  }

 private:
  const Context& context_;
  const std::string item_;
  int64_t number_ = 0;
  v1::ItemVersion version_;
};

// Makes a stored version the current one of its item, which is not stored yet.
void MakeCurrent(const v1::ItemVersion& version, int64_t number, v1::Item& item) {
  *item.mutable_content() = version.content();
  item.set_version(number);
  *(number == 1 ? item.mutable_captured() : item.mutable_revised()) = version.provenance();
  item.clear_warnings();
  for (const v1::Item::Warning warning : WarningsIn(item.content().text())) {
    item.add_warnings(warning);
  }
}

absl::Status Enter(Transaction& tx, const Context& context, LedgerEntry::Action action,
                   const v1::Item& item, std::string bytes = "") {
  return context.ledger
      .Append(tx, ReviewOf(item.name()),
              {.action = action,
               .subject = item.name(),
               .version = item.version(),
               .time = context.clock.Now(),
               .bytes = std::move(bytes)})
      .status();
}

absl::StatusOr<v1::Item> StoreNew(Transaction& tx, const Context& context, v1::Item item,
                                  int64_t entry) {
  if (absl::Status status = context.text_index.NoteChanged(tx, item.name()); !status.ok()) {
    return status;
  }
  return InsertStamped(tx, context, context.store.items, std::move(item), {entry});
}

absl::StatusOr<v1::Item> StoreChanged(Transaction& tx, const Context& context, v1::Item item,
                                      const std::string& etag = "") {
  return UpdateStamped(tx, context, context.store.items, std::move(item), etag);
}

absl::StatusOr<v1::Item> StoreNewText(Transaction& tx, const Context& context, v1::Item item) {
  if (absl::Status status = context.text_index.NoteChanged(tx, item.name()); !status.ok()) {
    return status;
  }
  return StoreChanged(tx, context, std::move(item));
}

// The item of this name when it was captured with this content, an error when it was not, nothing
// when there is none.
absl::StatusOr<std::optional<v1::Item>> CapturedBefore(Transaction& tx, const Context& context,
                                                       const Standing& standing,
                                                       const std::string& name,
                                                       const v1::ItemContent& content) {
  auto item = context.store.items.Get(tx, name);
  if (absl::IsNotFound(item.status())) return std::nullopt;
  if (!item.ok()) return item.status();
  const bool author = standing.IsAuthor(item->captured().author());
  auto first = context.store.Version(tx, name, 1);
  if (!first.ok()) return first.status();
  if (!first->has_content() && author) return *std::move(item);  // erased: nobody can tell any more
  auto sent = EncodeContent(content, "content");
  if (!sent.ok()) return sent.status();
  const std::string stored = first->content().SerializeAsString();
  if (!author || stored != *sent) {
    return ContentDiffers(name, author, Sha256(stored), Sha256(*sent));
  }
  return *std::move(item);
}

absl::Status CheckChangeable(const v1::Item& item) {
  if (item.state() == v1::Item::STATE_DRAFT || item.state() == v1::Item::STATE_SHARED) {
    return absl::OkStatus();
  }
  return errors::WrongState(item.name(), StateName(item.state()), "DRAFT or SHARED");
}

absl::StatusOr<std::vector<v1::ItemConflict>> OpenConflicts(Transaction& tx, const Context& context,
                                                            const std::string& item) {
  return context.store.conflicts.All(
      tx, {{"parent", item}, {"state", static_cast<int64_t>(v1::ItemConflict::STATE_OPEN)}});
}

// Makes the item's open conflicts say what stands now, a version that has just become current:
// whoever settles has to have seen it.
absl::Status NoteCurrent(Transaction& tx, const Context& context, const v1::Item& item) {
  auto open = OpenConflicts(tx, context, item.name());
  if (!open.ok()) return open.status();
  for (v1::ItemConflict& conflict : *open) {
    if (conflict.merged_version() == 0) {
      conflict.set_first_version(item.version());
    } else {
      conflict.set_merged_version(item.version());
    }
    absl::Status status = context.store.conflicts.Update(tx, conflict);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Whether a version became current after the conflict was opened.
bool HasMovedOn(const v1::ItemConflict& conflict) {
  return conflict.merged_version() == 0 ? conflict.first_version() > conflict.second_version()
                                        : conflict.merged_version() > conflict.second_version() + 1;
}

// Keeps a revision that met another one: `item` has the one that came first as its current version,
// `second` is stored already.
absl::Status OpenConflict(Transaction& tx, const Context& context, const Standing& standing,
                          const v1::ItemVersion& second, int64_t second_number, v1::Item& item) {
  auto base = context.store.Version(tx, item.name(), second.base_version());
  if (!base.ok()) return base.status();
  const ContentMerge merge = Merge(base->content(), item.content(), second.content());
  // Two changes that are right each by itself need not be together.
  validation::FieldChecks together;
  CheckContent(merge.merged, "content", ReviewOf(item.name()), together);
  const bool hard = merge.hard() || !together.Result().ok();
  v1::ItemConflict conflict;
  conflict.set_name(absl::StrCat(item.name(), "/conflicts/", second_number));
  conflict.set_state(v1::ItemConflict::STATE_OPEN);
  conflict.set_base_version(second.base_version());
  conflict.set_first_version(item.version());
  conflict.set_second_version(second_number);
  const auto& fields = merge.hard() ? merge.hard_fields : merge.changed_fields;
  conflict.mutable_fields()->Assign(fields.begin(), fields.end());
  conflict.set_severity(hard ? v1::ItemConflict::SEVERITY_HARD : v1::ItemConflict::SEVERITY_SOFT);
  if (!hard) {
    const int64_t merged_number = second_number + 1;
    auto merged = NewVersion(context, standing.person(), item.name())
                      .Number(merged_number)
                      .On(item.version())
                      .Merging(second_number)
                      .Revision(absl::StrCat("merge-", merged_number))
                      .Content(merge.merged)
                      .Store(tx);
    if (!merged.ok()) return merged.status();
    conflict.set_merged_version(merged_number);
    MakeCurrent(*merged, merged_number, item);
    if (absl::Status status = NoteCurrent(tx, context, item); !status.ok()) return status;
  }
  item.set_conflicted(true);
  return context.store.conflicts.Insert(tx, conflict);
}

// Gives the revision of this id when it was made with this content, an error when it was not.
absl::StatusOr<bool> RevisedBefore(Transaction& tx, const Context& context,
                                   const Standing& standing, const v1::Item& item,
                                   const std::string& revision_id, const v1::ItemContent& content) {
  auto known = context.store.VersionByRevision(tx, item.name(), revision_id);
  if (!known.ok()) return known.status();
  if (!known->has_value()) return false;
  const bool author = standing.IsAuthor((*known)->provenance().author());
  if (!(*known)->has_content() && author) return true;  // erased: nobody can tell any more
  auto sent = EncodeContent(content, "content");
  if (!sent.ok()) return sent.status();
  const std::string stored = (*known)->content().SerializeAsString();
  if (!author || stored != *sent) {
    return ContentDiffers((*known)->name(), author, Sha256(stored), Sha256(*sent));
  }
  return true;
}

}  // namespace

std::optional<absl::Duration> ClockSkew(const environment::Clock& clock, bool told,
                                        const google::protobuf::Timestamp& device_clock) {
  if (!told) return std::nullopt;
  return TimeOf(device_clock) - clock.Now();
}

absl::StatusOr<v1::Item> Capture(Transaction& tx, const Context& context, const Standing& standing,
                                 const v1::ItemCapture& capture,
                                 std::optional<absl::Duration> skew) {
  const scheduling::v1::Review& review = standing.review;
  const std::string name = review.name() + "/items/" + capture.item_id();
  const v1::ItemContent& content = capture.content();
  auto before = CapturedBefore(tx, context, standing, name, content);
  if (!before.ok()) return before.status();
  if (before->has_value()) return **std::move(before);
  if (HasLetter(review)) {
    return errors::WrongState(review.name(), scheduling::v1::Review::State_Name(review.state()),
                              "one before LETTER_ISSUED");
  }
  if (absl::Status status = CheckReferences(tx, context, standing, content); !status.ok())
    return status;

  v1::Item item;
  item.set_name(name);
  item.set_state(capture.share() ? v1::Item::STATE_SHARED : v1::Item::STATE_DRAFT);
  auto version = NewVersion(context, standing.person(), name)
                     .Number(1)
                     .Revision(capture.item_id())
                     .Content(content)
                     .Stamp(capture.stamp(), skew)
                     .Store(tx);
  if (!version.ok()) return version.status();
  MakeCurrent(*version, 1, item);
  if (capture.share()) {
    item.set_shared_version(1);
    absl::Status status = Enter(tx, context, LedgerEntry::ACTION_ITEM_SHARED, item);
    if (!status.ok()) return status;
  }
  return StoreNew(tx, context, std::move(item), version->ledger_index());
}

absl::StatusOr<v1::Item> Revise(Transaction& tx, const Context& context, const Standing& standing,
                                v1::Item item, const v1::ReviseItemRequest& request,
                                std::optional<absl::Duration> skew) {
  const v1::ItemContent& content = request.content();
  if (item.state() != v1::Item::STATE_DISPOSED) {
    auto before = RevisedBefore(tx, context, standing, item, request.revision_id(), content);
    if (!before.ok()) return before.status();
    if (*before) return item;
  }
  if (absl::Status status = CheckChangeable(item); !status.ok()) return status;
  auto last = context.store.LastVersion(tx, item.name());
  if (!last.ok()) return last.status();
  // Whether it meets another revision, and in which fields, tells of what its base says.
  auto versions = VersionViews::Load(tx, context, standing, item);
  if (!versions.ok()) return versions.status();
  if (!versions->Sees(request.base_version())) {
    return errors::InvalidField("base_version", absl::StrCat(request.base_version()),
                                "a version of the item that its reader may read");
  }
  if (absl::Status status = CheckReferences(tx, context, standing, content); !status.ok())
    return status;
  const int64_t number = *last + 1;
  auto version = NewVersion(context, standing.person(), item.name())
                     .Number(number)
                     .On(request.base_version())
                     .Revision(request.revision_id())
                     .Content(content)
                     .Stamp(request.stamp(), skew)
                     .Store(tx);
  if (!version.ok()) return version.status();
  // It may have closed a gap in its device's chain, of which the item tells.
  auto marked = context.store.items.Get(tx, item.name());
  if (!marked.ok()) return marked;
  item = *std::move(marked);
  absl::Status status;
  if (request.base_version() == item.version()) {
    MakeCurrent(*version, number, item);
    status = NoteCurrent(tx, context, item);
  } else {
    status = OpenConflict(tx, context, standing, *version, number, item);
  }
  if (!status.ok()) return status;
  return StoreNewText(tx, context, std::move(item));
}

absl::StatusOr<v1::Item> Settle(Transaction& tx, const Context& context, const Standing& standing,
                                v1::Item item, v1::ItemConflict conflict,
                                const v1::SettleItemConflictRequest& request) {
  if (absl::Status status = CheckChangeable(item); !status.ok()) return status;
  if (conflict.state() != v1::ItemConflict::STATE_OPEN) {
    return errors::WrongState(conflict.name(), "SETTLED", "OPEN");
  }
  if (request.etag().empty() && HasMovedOn(conflict)) return errors::EtagMismatch(conflict.name());
  int64_t number = request.keep_version();
  const bool keeps = request.outcome_case() == v1::SettleItemConflictRequest::kKeepVersion;
  if (keeps && number != conflict.first_version() && number != conflict.second_version() &&
      (conflict.merged_version() == 0 || number != conflict.merged_version())) {
    return errors::InvalidField("keep_version", absl::StrCat(number),
                                "one of the versions of the conflict");
  }
  auto last = context.store.LastVersion(tx, item.name());
  if (!last.ok()) return last.status();
  const bool is_new = !keeps || number != item.version();
  if (is_new) {
    v1::ItemContent content = request.content();
    int64_t other = item.version() == conflict.second_version() ? conflict.first_version()
                                                                : conflict.second_version();
    if (keeps) {
      auto kept = context.store.Version(tx, item.name(), number);
      if (!kept.ok()) return kept.status();
      if (!kept->has_content()) {
        return errors::InvalidField("keep_version", absl::StrCat(number),
                                    "a version whose content is not erased");
      }
      content = kept->content();
      other = number;
    } else if (absl::Status status = CheckReferences(tx, context, standing, content);
               !status.ok()) {
      return status;
    }
    // What is decided becomes a version of its own, so that nothing that is current ever changes.
    number = *last + 1;
    auto version = NewVersion(context, standing.person(), item.name())
                       .Number(number)
                       .On(item.version())
                       .Merging(other)
                       .Revision(absl::StrCat("settled-", number))
                       .Content(content)
                       .Store(tx);
    if (!version.ok()) return version.status();
    MakeCurrent(*version, number, item);
  }
  conflict.set_state(v1::ItemConflict::STATE_SETTLED);
  conflict.set_settled_version(number);
  conflict.set_settled_by(standing.person());
  conflict.set_note(request.note());
  absl::Status status = context.store.conflicts.Update(tx, conflict, request.etag());
  if (status.ok() && is_new) status = NoteCurrent(tx, context, item);
  if (!status.ok()) return status;
  status = Enter(tx, context, LedgerEntry::ACTION_CONFLICT_SETTLED, item, request.note());
  if (!status.ok()) return status;
  auto open = OpenConflicts(tx, context, item.name());
  if (!open.ok()) return open.status();
  item.set_conflicted(!open->empty());
  return StoreNewText(tx, context, std::move(item));
}

std::string RemainsId(int64_t number) { return absl::StrCat("remains-", number); }

absl::StatusOr<v1::Item> StoreRemains(Transaction& tx, const Context& context, v1::Item item,
                                      int64_t number) {
  auto version = NewVersion(context, item.captured().author(), item.name())
                     .Number(number)
                     .On(item.version())
                     .Revision(RemainsId(number))
                     .Content(item.content())
                     .Store(tx);
  if (!version.ok()) return version.status();
  MakeCurrent(*version, number, item);
  if (absl::Status status = NoteCurrent(tx, context, item); !status.ok()) return status;
  return StoreChanged(tx, context, std::move(item));
}

absl::Status StoreRemainsBeside(Transaction& tx, const Context& context,
                                const std::string& conflict, const v1::ItemVersion& beside,
                                int64_t number) {
  auto open = context.store.conflicts.Get(tx, conflict);
  if (!open.ok()) return open.status();
  absl::Status status =
      NewVersion(context, beside.provenance().author(), validation::ParentOf(conflict))
          .Number(number)
          .On(open->second_version())
          .Revision(RemainsId(number))
          .Content(beside.content())
          .Store(tx)
          .status();
  if (!status.ok()) return status;
  open->set_second_version(number);
  return context.store.conflicts.Update(tx, *open);
}

absl::StatusOr<v1::Item> Share(Transaction& tx, const Context& context, v1::Item item) {
  if (absl::Status status = CheckChangeable(item); !status.ok()) return status;
  if (item.state() == v1::Item::STATE_SHARED) return item;
  item.set_state(v1::Item::STATE_SHARED);
  item.set_shared_version(item.version());
  absl::Status status = Enter(tx, context, LedgerEntry::ACTION_ITEM_SHARED, item);
  if (!status.ok()) return status;
  return StoreChanged(tx, context, std::move(item));
}

absl::StatusOr<v1::Item> Withdraw(Transaction& tx, const Context& context, const Standing& standing,
                                  v1::Item item, const v1::WithdrawItemRequest& request) {
  if (absl::Status status = CheckChangeable(item); !status.ok()) return status;
  if (item.state() == v1::Item::STATE_DRAFT) {
    absl::Status status = context.store.NoteWithdrawnDraft(tx, item.name());
    if (!status.ok()) return status;
  }
  item.set_state(v1::Item::STATE_WITHDRAWN);
  v1::Withdrawal& withdrawal = *item.mutable_withdrawal();
  withdrawal.set_reason(request.reason());
  withdrawal.set_person(standing.person());
  withdrawal.set_date(validation::FormatDay(environment::Today(context.clock)));
  absl::Status status =
      Enter(tx, context, LedgerEntry::ACTION_ITEM_WITHDRAWN, item, withdrawal.SerializeAsString());
  if (!status.ok()) return status;
  return StoreChanged(tx, context, std::move(item), request.etag());
}

}  // namespace peerchallenge::evidence

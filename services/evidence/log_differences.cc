#include "services/evidence/log_differences.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/resources/list_order.h"
#include "common/validation/resource_name.h"
#include "services/evidence/attachments/attachment_store.h"
#include "services/evidence/days.h"
#include "services/evidence/logged_review.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using resources::Filter;
using resources::Match;
using resources::ResourceTable;
using storage::Row;
using storage::Transaction;
using storage::Value;
using v1::LedgerEntry;

template <typename Message>
bool Same(const Message& a, const Message& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

// A concern without what changes without an entry.
v1::Concern Entered(v1::Concern concern) {
  concern.clear_readers();
  concern.clear_escalate_time();
  concern.clear_escalated_to();
  concern.clear_etag();
  concern.clear_update_time();
  return concern;
}
v1::Hold Entered(v1::Hold hold) {
  hold.clear_etag();
  return hold;
}

class Comparison {
 public:
  Comparison(Transaction& tx, const Context& context, const std::string& review,
             const std::vector<VerifierKey>& keys)
      : tx_(tx),
        context_(context),
        attachments_(context.clock, context.store.sealer()),
        review_(review),
        keys_(keys) {}

  absl::StatusOr<std::vector<std::string>> Run() {
    auto logged = ReadLog(tx_, context_, review_, keys_, differences_);
    if (!logged.ok()) return logged.status();
    logged_ = *std::move(logged);
    for (const auto step :
         {&Comparison::CompareItems, &Comparison::CompareVersionRows, &Comparison::CompareConflicts,
          &Comparison::CompareAttachments, &Comparison::CompareDevices,
          &Comparison::CompareConcerns, &Comparison::CompareHolds, &Comparison::CompareDocuments}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    return differences_.Take();
  }

 private:
  void Differ(const std::string& what, const std::string& how) { differences_.Add(what, how); }

  // What lies below the review: '0' follows '/'.
  std::vector<Value> Below() const { return {review_ + "/", review_ + "0"}; }
  std::vector<Filter> BelowReview() const {
    return {{"name", review_ + "/", Match::kAtLeast}, {"name", review_ + "0", Match::kBelow}};
  }

  // Tells of a resource that is not found by its name, its parent and these columns: lists show it
  // at another place, or not at all.
  template <typename Message>
  absl::Status CompareColumns(const ResourceTable<Message>& table, const Message& resource,
                              std::vector<Filter> columns) {
    columns.push_back({"name", resource.name()});
    columns.push_back({"parent", validation::ParentOf(resource.name())});
    auto found = table.All(tx_, columns);
    if (found.ok() && found->empty()) Differ(resource.name(), "is not listed where it belongs");
    return found.status();
  }

  // Items.

  absl::Status CompareItems() {
    std::set<std::string> withdrawn_drafts;
    for (const auto& [name, logged] : logged_.items) {
      if (logged.withdrawn_as_draft) withdrawn_drafts.insert(name);
      auto item = context_.store.items.Get(tx_, name);
      if (absl::IsNotFound(item.status())) {
        Differ(name, kNotThere);
        continue;
      }
      if (!item.ok()) return item.status();
      auto holds = Holds(*item, logged);
      if (!holds.ok()) return holds.status();
      if (!*holds) {
        Differ(name, kChanged);
        continue;
      }
      const int64_t day = CaptureDay(*item) - absl::CivilDay(1970, 1, 1);
      absl::Status listed =
          CompareColumns(context_.store.items, *item,
                         {{"listed", resources::HighestFirst(day, validation::IdOf(name))}});
      if (!listed.ok()) return listed;
    }
    auto drafts = context_.store.WithdrawnDrafts(tx_, review_);
    if (!drafts.ok()) return drafts.status();
    if (*drafts != withdrawn_drafts) {
      Differ(review_ + "/items", "were withdrawn as drafts, others than it says");
    }
    return tx_.Query("SELECT name FROM items WHERE name > $1 AND name < $2", Below(),
                     [&](const Row& row) {
                       const std::string name(row.Text(0));
                       if (logged_.items.count(name) == 0) Differ(name, kUnknown);
                       return absl::OkStatus();
                     });
  }

  absl::StatusOr<bool> Holds(const v1::Item& item, const LoggedItem& logged) {
    auto first = context_.store.Version(tx_, item.name(), 1);
    auto current = context_.store.Version(tx_, item.name(), logged.current);
    for (const absl::Status& status : {first.status(), current.status()}) {
      if (absl::IsNotFound(status)) return false;
      if (!status.ok()) return status;
    }
    const bool disposed = logged.state == v1::Item::STATE_DISPOSED;
    v1::Item told;
    told.set_name(item.name());
    told.set_state(logged.state);
    told.set_version(logged.current);
    told.set_shared_version(logged.shared);
    told.set_conflicted(!disposed && logged.met.size() > logged.settled.size());
    if (current->has_content()) *told.mutable_content() = current->content();
    *told.mutable_captured() = first->provenance();
    if (logged.current > 1) *told.mutable_revised() = current->provenance();
    if (logged.state == v1::Item::STATE_WITHDRAWN) {
      *told.mutable_withdrawal() = item.withdrawal();
      if (logged.withdrawal) told.mutable_withdrawal()->ParseFromString(*logged.withdrawal);
    }
    // What no entry commits to.
    *told.mutable_warnings() = item.warnings();
    *told.mutable_create_time() = item.create_time();
    *told.mutable_update_time() = item.update_time();
    told.set_etag(item.etag());
    return current->has_content() != disposed && Same(item, told);
  }

  absl::Status CompareVersionRows() {
    return tx_.Query(
        "SELECT item, version, revision_id, body FROM item_versions WHERE item > $1 AND item < $2",
        Below(), [&](const Row& row) {
          v1::ItemVersion version;
          const std::string_view body = row.Bytes(3);
          const std::string item(row.Text(0));
          const std::string name = absl::StrCat(item, "/versions/", row.Int(1));
          const auto logged = logged_.items.find(item);
          if (logged == logged_.items.end() || row.Int(1) < 1 ||
              row.Int(1) > logged->second.versions) {
            Differ(name, kUnknown);
          } else if (!version.ParseFromArray(body.data(), static_cast<int>(body.size())) ||
                     version.name() != name || version.revision_id() != row.Text(2)) {
            Differ(name, kChanged);
          }
          return absl::OkStatus();
        });
  }

  absl::Status CompareConflicts() {
    auto conflicts = context_.store.conflicts.All(tx_, BelowReview());
    if (!conflicts.ok()) return conflicts.status();
    std::map<std::string, v1::ItemConflict> stored;
    for (v1::ItemConflict& conflict : *conflicts) {
      absl::Status listed =
          CompareColumns(context_.store.conflicts, conflict,
                         {{"review", review_}, {"state", static_cast<int64_t>(conflict.state())}});
      if (!listed.ok()) return listed;
      std::string name = conflict.name();
      stored.emplace(std::move(name), std::move(conflict));
    }
    for (const auto& [item, logged] : logged_.items) {
      if (logged.state == v1::Item::STATE_DISPOSED) continue;
      std::vector<Settled> settled = logged.settled;
      for (const Met& met : logged.met) {
        const std::string name = absl::StrCat(item, "/conflicts/", met.conflict);
        const auto found = stored.extract(name);
        if (found.empty()) {
          Differ(name, kNotThere);
        } else if (!Holds(found.mapped(), met, logged.current, settled)) {
          Differ(name, kChanged);
        }
      }
      if (!settled.empty()) Differ(item, "has settled conflicts that are not told as such");
    }
    for (const auto& [name, conflict] : stored) Differ(name, kUnknown);
    return absl::OkStatus();
  }

  // Takes what it was settled with from `settled`. Until then what came first follows what is
  // current, unless a merged version does.
  static bool Holds(const v1::ItemConflict& conflict, const Met& met, int64_t current,
                    std::vector<Settled>& settled) {
    if (!IsKnown(conflict) || conflict.base_version() != met.base ||
        conflict.second_version() != met.second) {
      return false;
    }
    if (conflict.state() == v1::ItemConflict::STATE_OPEN) {
      return conflict.first_version() == (conflict.merged_version() == 0 ? current : met.first) &&
             conflict.settled_version() == 0 && conflict.note().empty();
    }
    const auto as = std::find_if(settled.begin(), settled.end(), [&](const Settled& one) {
      return one.version == conflict.settled_version() && conflict.first_version() >= met.first &&
             conflict.first_version() <= one.version &&
             one.note.value_or(conflict.note()) == conflict.note();
    });
    if (conflict.state() != v1::ItemConflict::STATE_SETTLED || as == settled.end()) return false;
    settled.erase(as);
    return true;
  }

  // All else.

  // Compares the resources of a kind with what the log tells of them: `holds(resource, thing)`,
  // where the thing is null for one that no entry tells of, and their `columns(resource)`. Those of
  // which it tells, and that are not disposed of, are there.
  template <typename Message, typename Columns, typename Holds>
  absl::Status Compare(const ResourceTable<Message>& table, std::string_view names, Columns columns,
                       Holds holds) {
    auto resources = table.All(tx_, {{"parent", review_}});
    if (!resources.ok()) return resources.status();
    std::set<std::string> there;
    for (const Message& resource : *resources) {
      const auto thing = logged_.things.find(resource.name());
      there.insert(resource.name());
      if (!holds(resource, thing == logged_.things.end() ? nullptr : &thing->second)) {
        Differ(resource.name(), thing == logged_.things.end() ? kUnknown : kChanged);
        continue;
      }
      absl::Status listed = CompareColumns(table, resource, columns(resource));
      if (!listed.ok()) return listed;
    }
    for (const auto& [name, thing] : logged_.things) {
      if (validation::MatchName(name, names) && there.count(name) == 0 &&
          !thing.Has(LedgerEntry::ACTION_DISPOSED)) {
        Differ(name, kNotThere);
      }
    }
    return absl::OkStatus();
  }

  absl::Status CompareAttachments() {
    const auto columns = [](const v1::Attachment& attachment) {
      return std::vector<Filter>{{"state", static_cast<int64_t>(attachment.state())}};
    };
    return Compare(
        attachments_.attachments, kAttachmentName, columns,
        [](const v1::Attachment& attachment, const LoggedThing* thing) {
          if (thing == nullptr) {
            return attachment.state() == v1::Attachment::STATE_UPLOADING;
          }
          if (thing->Has(LedgerEntry::ACTION_DISPOSED)) {
            return attachment.state() == v1::Attachment::STATE_DISPOSED &&
                   attachment.sha256().empty();
          }
          const bool withdrawn = thing->Has(LedgerEntry::ACTION_ATTACHMENT_WITHDRAWN);
          const bool in_use = attachment.state() == v1::Attachment::STATE_SCANNING ||
                              attachment.state() == v1::Attachment::STATE_READY ||
                              attachment.state() == v1::Attachment::STATE_QUARANTINED;
          return thing->Tells(LedgerEntry::ACTION_ATTACHMENT_STORED, attachment.sha256()) &&
                 attachment.has_withdrawal() == withdrawn &&
                 (withdrawn ? attachment.state() == v1::Attachment::STATE_WITHDRAWN &&
                                  thing->Tells(LedgerEntry::ACTION_ATTACHMENT_WITHDRAWN,
                                               attachment.withdrawal().SerializeAsString())
                            : in_use);
        });
  }

  absl::Status CompareDevices() {
    const auto columns = [](const v1::Device& device) {
      return std::vector<Filter>{{"owner", device.owner()}};
    };
    return Compare(context_.store.devices, kDeviceName, columns,
                   [](const v1::Device& device, const LoggedThing* thing) {
                     return thing != nullptr &&
                            thing->Tells(LedgerEntry::ACTION_DEVICE_REGISTERED,
                                         device.public_key()) &&
                            device.revoked() == thing->Has(LedgerEntry::ACTION_DEVICE_REVOKED);
                   });
  }

  absl::Status CompareConcerns() {
    const auto columns = [](const v1::Concern& concern) {
      return std::vector<Filter>{{"listed", resources::NewestFirst(concern)}};
    };
    return Compare(context_.store.concerns, kConcernName, columns,
                   [](const v1::Concern& concern, const LoggedThing* thing) {
                     return IsAsEntered(concern, thing);
                   });
  }

  absl::Status CompareHolds() {
    const auto columns = [](const v1::Hold& hold) {
      return std::vector<Filter>{{"state", static_cast<int64_t>(hold.state())}};
    };
    return Compare(
        context_.store.holds, "regions/*/reviews/*/holds/*", columns,
        [](const v1::Hold& hold, const LoggedThing* thing) { return IsAsEntered(hold, thing); });
  }

  // Of what is entered whole with each step.
  template <typename Message>
  static bool IsAsEntered(const Message& message, const LoggedThing* thing) {
    if (thing == nullptr) return false;
    const auto& record = thing->last.at(thing->newest).record;
    Message entered;
    if (!record || thing->newest == LedgerEntry::ACTION_DISPOSED) return true;
    return entered.ParseFromString(*record) && Same(Entered(message), Entered(entered));
  }

  absl::Status CompareDocuments() {
    std::set<std::string> there;
    absl::Status status = tx_.Query(
        "SELECT document, sha256, number FROM anchored_documents WHERE review = $1", {{review_}},
        [&](const Row& row) {
          const std::string name(row.Text(0));
          const auto thing = logged_.things.find(name);
          there.insert(name);
          if (thing == logged_.things.end() ||
              !thing->second.Tells(LedgerEntry::ACTION_DOCUMENT_ANCHORED,
                                   std::string(row.Bytes(1))) ||
              thing->second.last.at(LedgerEntry::ACTION_DOCUMENT_ANCHORED).index != row.Int(2)) {
            Differ(name, kChanged);
          }
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    for (const auto& [name, thing] : logged_.things) {
      if (thing.Has(LedgerEntry::ACTION_DOCUMENT_ANCHORED) && there.count(name) == 0) {
        Differ(name, kNotThere);
      }
    }
    return absl::OkStatus();
  }

  Transaction& tx_;
  const Context& context_;
  const AttachmentStore attachments_;
  const std::string& review_;
  const std::vector<VerifierKey>& keys_;
  LoggedReview logged_;
  Differences differences_;
};

}  // namespace

absl::StatusOr<std::vector<std::string>> DifferencesFromLog(Transaction& tx, const Context& context,
                                                            const std::string& review,
                                                            const std::vector<VerifierKey>& keys) {
  return Comparison(tx, context, review, keys).Run();
}

}  // namespace peerchallenge::evidence

#include "services/evidence/erasure.h"

#include <map>
#include <utility>

#include "common/errors/errors.h"
#include "common/validation/resource_name.h"
#include "services/evidence/capture.h"
#include "services/evidence/device_chain.h"
#include "services/evidence/names.h"
#include "services/evidence/retention.h"

namespace peerchallenge::evidence {
namespace {

using storage::Transaction;
using v1::LedgerEntry;

// For one run.
class Erasure {
 public:
  Erasure(Transaction& tx, const Context& context, const std::string& run)
      : tx_(tx), context_(context), run_(run) {}

  absl::StatusOr<std::optional<int64_t>> Erase(const DueThing& thing) {
    switch (thing.retention_class) {
      case v1::RETENTION_CLASS_CASE_REFERENCE:
        if (validation::MatchName(thing.subject, kItemName)) return EraseCaseOfItem(thing);
        if (validation::MatchName(thing.subject, kConcernName)) return EraseCaseOfConcern(thing);
        return EraseCaseAssignment(thing);
      case v1::RETENTION_CLASS_EVIDENCE:
        if (validation::MatchName(thing.subject, kItemName)) return EraseItem(thing);
        if (validation::MatchName(thing.subject, kOccasionName)) return EraseOccasion(thing);
        return EraseAttachment(thing);
      case v1::RETENTION_CLASS_INTERVIEWEE: {
        absl::Status erased = context_.sources.Dispose(tx_, thing.review);
        if (!erased.ok()) return erased;
        return std::nullopt;  // named by the review, entered nowhere
      }
      case v1::RETENTION_CLASS_CONCERN:
        return EraseConcern(thing);
      default:
        return validation::MatchName(thing.subject, kDisposalRunName) ? EraseReport(thing)
                                                                      : EraseLedger(thing);
    }
  }

 private:
  absl::StatusOr<std::optional<int64_t>> Enter(const DueThing& thing, int64_t version) {
    auto index = context_.ledger.Append(tx_, thing.review,
                                        {.action = LedgerEntry::ACTION_DISPOSED,
                                         .subject = thing.subject,
                                         .version = version,
                                         .time = context_.clock.Now(),
                                         .bytes = run_});
    if (!index.ok()) return index.status();
    return *index;
  }

  absl::StatusOr<std::optional<int64_t>> EraseItem(const DueThing& thing) {
    auto item = context_.store.items.Get(tx_, thing.subject);
    if (!item.ok()) return item.status();
    if (absl::Status status = EraseVersions(*item); !status.ok()) return status;
    if (absl::Status status = context_.text_index.Remove(tx_, thing.subject); !status.ok()) {
      return status;
    }
    auto conflicts = context_.store.conflicts.All(tx_, {{"parent", thing.subject}});
    if (!conflicts.ok()) return conflicts.status();
    for (const v1::ItemConflict& conflict : *conflicts) {
      absl::Status status = context_.store.conflicts.Delete(tx_, conflict.name(), "");
      if (!status.ok()) return status;
    }
    item->clear_content();
    item->clear_warnings();
    item->clear_withdrawal();
    item->set_conflicted(false);
    item->set_state(v1::Item::STATE_DISPOSED);
    auto stored = UpdateStamped(tx_, context_, context_.store.items, *std::move(item), "");
    if (!stored.ok()) return stored.status();
    return Enter(thing, 0);
  }

  // Erases what all versions say, and with the salts what the ledger commits to; nothing is left by
  // which it could be guessed.
  absl::Status EraseVersions(v1::Item& item) {
    auto last = context_.store.LastVersion(tx_, item.name());
    if (!last.ok()) return last.status();
    ForgetStamp(*item.mutable_captured());
    if (item.has_revised()) ForgetStamp(*item.mutable_revised());
    for (int64_t number = 1; number <= *last; ++number) {
      auto version = context_.store.Version(tx_, item.name(), number);
      if (!version.ok()) return version.status();
      version->clear_content();
      absl::Status status = ForgetCapture(tx_, *version);
      if (status.ok()) status = context_.store.ReplaceVersion(tx_, *version);
      if (!status.ok()) return status;
    }
    return context_.ledger.Erase(tx_, item.name());
  }

  // What remains is a version of its own; all before it are erased. What stands beside it in an
  // open conflict remains as another one.
  absl::StatusOr<std::optional<int64_t>> EraseCaseOfItem(const DueThing& thing) {
    auto item = context_.store.items.Get(tx_, thing.subject);
    if (!item.ok()) return item.status();
    auto conflicts = context_.store.conflicts.All(
        tx_,
        {{"parent", thing.subject}, {"state", static_cast<int64_t>(v1::ItemConflict::STATE_OPEN)}});
    if (!conflicts.ok()) return conflicts.status();
    std::map<std::string, v1::ItemVersion> beside;  // by conflict
    for (const v1::ItemConflict& conflict : *conflicts) {
      if (conflict.merged_version() != 0) continue;  // the current version holds both
      auto second = context_.store.Version(tx_, thing.subject, conflict.second_version());
      if (!second.ok()) return second.status();
      second->mutable_content()->clear_case_reference();
      beside.emplace(conflict.name(), *std::move(second));
    }
    if (absl::Status status = EraseVersions(*item); !status.ok()) return status;
    auto last = context_.store.LastVersion(tx_, thing.subject);
    if (!last.ok()) return last.status();
    item->mutable_content()->clear_case_reference();
    int64_t number = *last + 1;
    auto index = Enter(thing, number);
    if (!index.ok()) return index;
    auto remains = StoreRemains(tx_, context_, *std::move(item), number);
    if (!remains.ok()) return remains.status();
    for (const auto& [conflict, version] : beside) {
      absl::Status status = StoreRemainsBeside(tx_, context_, conflict, version, ++number);
      if (!status.ok()) return status;
    }
    return index;
  }

  absl::StatusOr<std::optional<int64_t>> EraseCaseOfConcern(const DueThing& thing) {
    auto concern = context_.store.concerns.Get(tx_, thing.subject);
    if (!concern.ok()) return concern.status();
    concern->clear_case_reference();
    if (absl::Status status = context_.ledger.Erase(tx_, thing.subject); !status.ok()) {
      return status;
    }
    auto stored = UpdateStamped(tx_, context_, context_.store.concerns, *std::move(concern), "");
    if (!stored.ok()) return stored.status();
    return Enter(thing, 0);
  }

  // It has no entry of its own in the ledger.
  absl::StatusOr<std::optional<int64_t>> EraseCaseAssignment(const DueThing& thing) {
    absl::Status status = context_.store.case_assignments.Delete(tx_, thing.subject, "");
    if (!status.ok()) return status;
    return std::nullopt;
  }

  // An occasion has no entry of its own in the ledger.
  absl::StatusOr<std::optional<int64_t>> EraseOccasion(const DueThing& thing) {
    absl::Status status = context_.sources.ForgetOccasion(tx_, thing.subject);
    if (status.ok()) status = context_.store.occasions.Delete(tx_, thing.subject, "");
    if (!status.ok()) return status;
    return std::nullopt;
  }

  absl::StatusOr<std::optional<int64_t>> EraseAttachment(const DueThing& thing) {
    absl::Status status = context_.attachments.Dispose(tx_, thing.subject);
    if (status.ok()) status = context_.ledger.Erase(tx_, thing.subject);
    if (!status.ok()) return status;
    return Enter(thing, 0);
  }

  absl::StatusOr<std::optional<int64_t>> EraseConcern(const DueThing& thing) {
    absl::Status status = context_.ledger.Erase(tx_, thing.subject);
    if (status.ok()) status = context_.store.ForgetReads(tx_, thing.subject);
    if (status.ok()) status = context_.store.concerns.Delete(tx_, thing.subject, "");
    if (!status.ok()) return status;
    return Enter(thing, 0);
  }

  absl::StatusOr<std::optional<int64_t>> EraseReport(const DueThing& thing) {
    absl::Status status =
        tx_.Execute("DELETE FROM disposal_records WHERE run = $1", {{thing.subject}}).status();
    if (status.ok()) status = context_.store.disposal_runs.Delete(tx_, thing.subject, "");
    if (!status.ok()) return status;
    return std::nullopt;
  }

  absl::StatusOr<std::optional<int64_t>> EraseLedger(const DueThing& thing) {
    for (const v1::RetentionClass retention_class : kRetentionClasses) {
      if (retention_class == v1::RETENTION_CLASS_LEDGER) continue;
      auto left = SubjectsOf(tx_, context_, thing.review, retention_class);
      if (!left.ok()) return left.status();
      if (!left->empty()) {
        return errors::WrongState(thing.subject, "the log of '" + left->front() + "'",
                                  "everything that it tells of to be erased");
      }
    }
    auto checkpoints = context_.store.checkpoints.All(tx_, {{"parent", thing.subject}});
    if (!checkpoints.ok()) return checkpoints.status();
    for (const v1::Checkpoint& checkpoint : *checkpoints) {
      absl::Status status = context_.store.checkpoints.Delete(tx_, checkpoint.name(), "");
      if (!status.ok()) return status;
    }
    auto holds = context_.store.holds.All(tx_, {{"parent", thing.review}});
    if (!holds.ok()) return holds.status();
    for (const v1::Hold& hold : *holds) {
      absl::Status status = context_.store.holds.Delete(tx_, hold.name(), "");
      if (!status.ok()) return status;
    }
    absl::Status status = EraseDevices(thing.review);
    if (status.ok()) status = context_.ledger.Forget(tx_, thing.review);
    if (!status.ok()) return status;
    return std::nullopt;
  }

  // They have vouched for what is gone, and tell whose they were.
  absl::Status EraseDevices(const std::string& review) {
    auto devices = context_.store.devices.All(tx_, {{"parent", review}});
    if (!devices.ok()) return devices.status();
    for (const v1::Device& device : *devices) {
      absl::Status status =
          tx_.Execute("DELETE FROM device_captures WHERE device = $1", {{device.name()}}).status();
      if (status.ok()) status = context_.store.devices.Delete(tx_, device.name(), "");
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  Transaction& tx_;
  const Context& context_;
  const std::string& run_;  // its name
};

}  // namespace

absl::StatusOr<std::optional<int64_t>> Erase(Transaction& tx, const Context& context,
                                             const std::string& run, const DueThing& thing) {
  return Erasure(tx, context, run).Erase(thing);
}

}  // namespace peerchallenge::evidence

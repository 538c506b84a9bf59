#include "services/evidence/disposal.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/environment/working_days.h"
#include "common/errors/errors.h"
#include "common/resources/change_log.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "services/evidence/capture.h"
#include "services/evidence/days.h"
#include "services/evidence/device_chain.h"
#include "services/evidence/names.h"
#include "services/evidence/retention.h"

namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using v1::DisposalRecord;
using v1::DisposalRun;
using v1::LedgerEntry;

constexpr absl::Duration kWriteLimit = absl::Seconds(30);
// Things that one transaction sees to: other writes wait meanwhile.
constexpr int kAtATime = 20;
// Transactions of one tick.
constexpr int kStepsATick = 50;

// A thing that a run has to see to.
struct Thing {
  std::string review;
  std::string subject;
  v1::RetentionClass retention_class = v1::RETENTION_CLASS_UNSPECIFIED;
};

absl::StatusOr<std::vector<std::string>> Names(Transaction& tx, std::string_view sql,
                                               std::vector<storage::Value> parameters) {
  std::vector<std::string> names;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    names.emplace_back(row.Text(0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return names;
}

// Reviews of a region of which anything is kept.
absl::StatusOr<std::vector<std::string>> ReviewsOf(Transaction& tx, const std::string& region) {
  return Names(tx, "SELECT review FROM ledgers WHERE review > $1 AND review < $2 ORDER BY review",
               {region + "/reviews/", region + "/reviews0"});
}

// Works on one run.
class Disposal {
 public:
  Disposal(Transaction& tx, const Context& context, DisposalRun run)
      : tx_(tx), context_(context), run_(std::move(run)) {}

  // Sees to some things; ends the run when there are no more.
  absl::Status Step() {
    auto things = NextThings();
    if (!things.ok()) return things.status();
    for (const Thing& thing : *things) {
      if (absl::Status status = SeeTo(thing); !status.ok()) return status;
    }
    if (things->empty()) {
      if (absl::Status status = LeaveNoTrace(tx_, context_, run_.name()); !status.ok()) {
        return status;
      }
      run_.set_state(DisposalRun::STATE_SUCCEEDED);
      *run_.mutable_end_time() = StampOf(context_.clock.Now());
    }
    return UpdateStamped(tx_, context_, context_.store.disposal_runs, std::move(run_), "").status();
  }

 private:
  // Things that are due, of which the run has no record yet; at most kAtATime.
  absl::StatusOr<std::vector<Thing>> NextThings() {
    std::vector<Thing> things;
    auto reviews = ReviewsOf(tx_, validation::RegionOf(run_.name()));
    if (!reviews.ok()) return reviews.status();
    auto schedule = ScheduleOf(tx_, context_, validation::RegionOf(run_.name()));
    if (!schedule.ok()) return schedule.status();
    const auto due_day = validation::ParseDay(run_.due_date());
    for (const std::string& name : *reviews) {
      auto review = context_.relations.Review(tx_, name);
      if (absl::IsNotFound(review.status())) continue;  // nobody says that it is over
      if (!review.ok()) return review.status();
      // A visit that is hidden would show in the figures of the run; its time comes after the
      // release.
      if (review->unannounced() && !review->released()) continue;
      auto start = RetentionStart(tx_, *review);
      if (!start.ok()) return start.status();
      if (!start->has_value() || !due_day) continue;
      for (const v1::RetentionClass retention_class : kRetentionClasses) {
        if (environment::AfterMonths(**start, MonthsOf(*schedule, retention_class)) > *due_day)
          continue;
        auto subjects = SubjectsOf(tx_, context_, name, retention_class);
        if (!subjects.ok()) return subjects.status();
        for (std::string& subject : *subjects) {
          auto known = IsRecorded(subject, retention_class);
          if (!known.ok()) return known.status();
          if (*known) continue;
          things.push_back({name, std::move(subject), retention_class});
          if (things.size() == kAtATime) return things;
        }
      }
    }
    return things;
  }

  absl::StatusOr<bool> IsRecorded(const std::string& subject, v1::RetentionClass retention_class) {
    auto found = Names(tx_,
                       "SELECT subject FROM disposal_records WHERE run = $1 AND subject = $2 AND "
                       "retention_class = $3",
                       {run_.name(), subject, static_cast<int64_t>(retention_class)});
    if (!found.ok()) return found.status();
    return !found->empty();
  }

  absl::Status SeeTo(const Thing& thing) {
    auto holds = HoldsInForce(tx_, context_, thing.review);
    if (!holds.ok()) return holds.status();
    DisposalRecord record;
    record.set_subject(thing.subject);
    record.set_retention_class(thing.retention_class);
    run_.set_examined(run_.examined() + 1);
    // A log is whole or gone: it is kept as long as anything is.
    const bool log = thing.retention_class == v1::RETENTION_CLASS_LEDGER && !holds->empty();
    const std::string hold = log ? holds->front().name() : HeldBy(*holds, thing.subject);
    if (!hold.empty()) {
      record.set_outcome(DisposalRecord::OUTCOME_HELD);
      record.set_detail(hold);
      run_.set_held(run_.held() + 1);
    } else {
      record.set_outcome(DisposalRecord::OUTCOME_DISPOSED);
      run_.set_disposed(run_.disposed() + 1);
      if (!run_.dry_run()) {
        auto index = Erase(thing);
        if (!index.ok()) return index.status();
        if (index->has_value()) record.set_ledger_index(**index);
      }
    }
    return tx_
        .Execute(
            "INSERT INTO disposal_records (run, subject, retention_class, outcome, body) "
            "VALUES ($1, $2, $3, $4, $5)",
            {{run_.name(), thing.subject, static_cast<int64_t>(thing.retention_class),
              static_cast<int64_t>(record.outcome()), Blob{record.SerializeAsString()}}})
        .status();
  }

  // Gives the place of the thing's entry in the ledger, where it gets one.
  absl::StatusOr<std::optional<int64_t>> Erase(const Thing& thing) {
    switch (thing.retention_class) {
      case v1::RETENTION_CLASS_CASE_REFERENCE:
        return validation::MatchName(thing.subject, kItemName) ? EraseCaseOfItem(thing)
                                                               : EraseCaseOfConcern(thing);
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
        return EraseLedger(thing);
    }
  }

  absl::StatusOr<std::optional<int64_t>> Enter(const Thing& thing, int64_t version) {
    auto index = context_.ledger.Append(tx_, thing.review,
                                        {.action = LedgerEntry::ACTION_DISPOSED,
                                         .subject = thing.subject,
                                         .version = version,
                                         .time = context_.clock.Now(),
                                         .bytes = run_.name()});
    if (!index.ok()) return index.status();
    return *index;
  }

  absl::StatusOr<std::optional<int64_t>> EraseItem(const Thing& thing) {
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

  // What remains is a version of its own; all before it are erased.
  absl::StatusOr<std::optional<int64_t>> EraseCaseOfItem(const Thing& thing) {
    auto item = context_.store.items.Get(tx_, thing.subject);
    if (!item.ok()) return item.status();
    if (absl::Status status = EraseVersions(*item); !status.ok()) return status;
    auto last = context_.store.LastVersion(tx_, thing.subject);
    if (!last.ok()) return last.status();
    item->mutable_content()->clear_case_reference();
    auto index = Enter(thing, *last + 1);
    if (!index.ok()) return index;
    auto remains = StoreRemains(tx_, context_, *std::move(item), *last + 1);
    if (!remains.ok()) return remains.status();
    return index;
  }

  absl::StatusOr<std::optional<int64_t>> EraseCaseOfConcern(const Thing& thing) {
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

  // An occasion has no entry of its own in the ledger.
  absl::StatusOr<std::optional<int64_t>> EraseOccasion(const Thing& thing) {
    absl::Status status = context_.sources.ForgetOccasion(tx_, thing.subject);
    if (status.ok()) status = context_.store.occasions.Delete(tx_, thing.subject, "");
    if (!status.ok()) return status;
    return std::nullopt;
  }

  absl::StatusOr<std::optional<int64_t>> EraseAttachment(const Thing& thing) {
    absl::Status status = context_.attachments.Dispose(tx_, thing.subject);
    if (status.ok()) status = context_.ledger.Erase(tx_, thing.subject);
    if (!status.ok()) return status;
    return Enter(thing, 0);
  }

  absl::StatusOr<std::optional<int64_t>> EraseConcern(const Thing& thing) {
    absl::Status status = context_.ledger.Erase(tx_, thing.subject);
    if (status.ok()) status = context_.store.ForgetReads(tx_, thing.subject);
    if (status.ok()) status = context_.store.concerns.Delete(tx_, thing.subject, "");
    if (!status.ok()) return status;
    return Enter(thing, 0);
  }

  absl::StatusOr<std::optional<int64_t>> EraseLedger(const Thing& thing) {
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
    if (absl::Status status = context_.ledger.Forget(tx_, thing.review); !status.ok()) {
      return status;
    }
    return std::nullopt;
  }

  Transaction& tx_;
  const Context& context_;
  DisposalRun run_;
};

}  // namespace

absl::Status LeaveNoTrace(Transaction& tx, const Context& context, const std::string& run) {
  auto erased =
      Names(tx, "SELECT DISTINCT subject FROM disposal_records WHERE run = $1 AND outcome = $2",
            {run, static_cast<int64_t>(DisposalRecord::OUTCOME_DISPOSED)});
  if (!erased.ok()) return erased.status();
  if (erased->empty()) return absl::OkStatus();
  absl::Status status = resources::EraseBodies(tx, {erased->begin(), erased->end()});
  if (!status.ok()) return status;
  return context.text_index.Expunge(tx);
}

absl::Status WorkOnDisposalRuns(const Context& context) {
  for (int step = 0; step < kStepsATick; ++step) {
    bool worked = false;
    absl::Status status =
        context.database.Read(absl::Now() + kWriteLimit, [&](Transaction& tx) -> absl::Status {
          auto running = context.store.disposal_runs.All(
              tx, {{"state", static_cast<int64_t>(DisposalRun::STATE_RUNNING)}});
          if (!running.ok()) return running.status();
          worked = !running->empty();
          return absl::OkStatus();
        });
    if (!status.ok() || !worked) return status;
    status =
        context.database.Write(absl::Now() + kWriteLimit, [&](Transaction& tx) -> absl::Status {
          auto running = context.store.disposal_runs.All(
              tx, {{"state", static_cast<int64_t>(DisposalRun::STATE_RUNNING)}});
          if (!running.ok()) return running.status();
          if (running->empty()) return absl::OkStatus();
          return Disposal(tx, context, running->front()).Step();
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::evidence

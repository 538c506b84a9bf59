#include "services/evidence/disposal.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/environment/london.h"
#include "common/environment/working_days.h"
#include "common/errors/errors.h"
#include "common/resources/change_log.h"
#include "common/resources/idempotency.h"
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

constexpr absl::Duration kStoreLimit = absl::Seconds(30);
// Things that one transaction sees to: other writes wait meanwhile.
constexpr size_t kAtATime = 20;
// Things of one run that one tick sees to.
constexpr size_t kAtATick = 1000;
constexpr size_t kLongestDetail = 500;

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

// Reviews of a region of which anything is kept: the log tells of all but of uploads that have not
// come to their end.
absl::StatusOr<std::vector<std::string>> ReviewsOf(Transaction& tx, const std::string& region) {
  return Names(tx,
               "SELECT review FROM ledgers WHERE review > $1 AND review < $2 AND size > 0 "
               "UNION SELECT parent FROM uploads WHERE parent > $1 AND parent < $2 ORDER BY 1",
               {region + "/reviews/", region + "/reviews0"});
}

// Whether it is the store that fails, which will do again, and not a thing.
bool IsOfTheStore(const absl::Status& status) {
  const auto reason = errors::ReasonOf(status);
  return reason == errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE ||
         reason == errors::v1::ERROR_REASON_DEADLINE_EXCEEDED;
}

std::string DetailOf(const absl::Status& status) {
  return std::string(status.message().substr(0, kLongestDetail));
}

// Finds what is due for a run, which has no record of it yet.
class DueThings {
 public:
  DueThings(Transaction& tx, const Context& context, const DisposalRun& run)
      : tx_(tx),
        context_(context),
        run_(run),
        region_(validation::RegionOf(run.name())),
        due_day_(validation::ParseDay(run.due_date())) {}

  // At most kAtATick.
  absl::StatusOr<std::vector<Thing>> Find() {
    auto schedule = ScheduleOf(tx_, context_, region_);
    if (!schedule.ok()) return schedule.status();
    absl::Status status = LoadRecorded();
    if (status.ok()) status = AddReviews(*schedule);
    if (status.ok()) status = AddReports(*schedule);
    if (!status.ok()) return status;
    return std::move(things_);
  }

 private:
  absl::Status LoadRecorded() {
    return tx_.Query("SELECT subject, retention_class FROM disposal_records WHERE run = $1",
                     {{run_.name()}}, [&](const Row& row) {
                       recorded_.emplace(row.Text(0), row.Int(1));
                       return absl::OkStatus();
                     });
  }

  bool IsDue(absl::CivilDay start, const v1::RetentionSchedule& schedule,
             v1::RetentionClass retention_class) const {
    return due_day_ &&
           environment::AfterMonths(start, MonthsOf(schedule, retention_class)) <= *due_day_;
  }

  void Add(const std::string& review, std::string subject, v1::RetentionClass retention_class) {
    if (things_.size() == kAtATick || recorded_.contains({subject, int64_t{retention_class}})) {
      return;
    }
    things_.push_back({review, std::move(subject), retention_class});
  }

  absl::Status AddReviews(const v1::RetentionSchedule& schedule) {
    auto reviews = ReviewsOf(tx_, region_);
    if (!reviews.ok()) return reviews.status();
    for (const std::string& name : *reviews) {
      auto review = context_.relations.Review(tx_, name);
      if (absl::IsNotFound(review.status())) continue;  // nobody says that it is over
      if (!review.ok()) return review.status();
      // A visit that is hidden would show in the figures of the run; its time comes after the
      // release.
      if (review->unannounced() && !review->released()) continue;
      auto start = RetentionStart(tx_, *review);
      if (!start.ok()) return start.status();
      if (!start->has_value()) continue;
      for (const v1::RetentionClass retention_class : kRetentionClasses) {
        if (things_.size() == kAtATick) return absl::OkStatus();
        if (!IsDue(**start, schedule, retention_class)) continue;
        auto subjects = SubjectsOf(tx_, context_, name, retention_class);
        if (!subjects.ok()) return subjects.status();
        for (std::string& subject : *subjects) Add(name, std::move(subject), retention_class);
      }
    }
    return absl::OkStatus();
  }

  // Of earlier runs, whose months count from their end.
  absl::Status AddReports(const v1::RetentionSchedule& schedule) {
    auto runs = context_.store.disposal_runs.All(tx_, {{"parent", region_}});
    if (!runs.ok()) return runs.status();
    for (const DisposalRun& run : *runs) {
      if (run.has_end_time() &&
          IsDue(absl::ToCivilDay(TimeOf(run.end_time()), environment::London()), schedule,
                v1::RETENTION_CLASS_LEDGER)) {
        Add("", run.name(), v1::RETENTION_CLASS_LEDGER);
      }
    }
    return absl::OkStatus();
  }

  Transaction& tx_;
  const Context& context_;
  const DisposalRun& run_;
  const std::string region_;
  const std::optional<absl::CivilDay> due_day_;
  std::set<std::pair<std::string, int64_t>> recorded_;
  std::vector<Thing> things_;
};

// Works on one run.
class Disposal {
 public:
  Disposal(Transaction& tx, const Context& context, DisposalRun run)
      : tx_(tx), context_(context), run_(std::move(run)) {}

  // Sees to these things.
  absl::Status SeeTo(std::span<const Thing> things) {
    for (const Thing& thing : things) {
      if (absl::Status status = SeeTo(thing); !status.ok()) return status;
    }
    return UpdateStamped(tx_, context_, context_.store.disposal_runs, std::move(run_), "").status();
  }

  // Puts on record that a thing could not be erased.
  absl::Status GiveUp(const Thing& thing, const absl::Status& why) {
    DisposalRecord record = RecordOf(thing);
    run_.set_examined(run_.examined() + 1);
    run_.set_failed(run_.failed() + 1);
    record.set_outcome(DisposalRecord::OUTCOME_FAILED);
    record.set_detail(DetailOf(why));
    if (absl::Status status = Add(record); !status.ok()) return status;
    return UpdateStamped(tx_, context_, context_.store.disposal_runs, std::move(run_), "").status();
  }

 private:
  absl::StatusOr<bool> IsRecorded(const std::string& subject, v1::RetentionClass retention_class) {
    auto found = Names(tx_,
                       "SELECT subject FROM disposal_records WHERE run = $1 AND subject = $2 AND "
                       "retention_class = $3",
                       {run_.name(), subject, static_cast<int64_t>(retention_class)});
    if (!found.ok()) return found.status();
    return !found->empty();
  }

  absl::Status SeeTo(const Thing& thing) {
    auto known = IsRecorded(thing.subject, thing.retention_class);  // by another process
    if (!known.ok() || *known) return known.status();
    auto hold = HoldOf(thing);
    if (!hold.ok()) return hold.status();
    DisposalRecord record = RecordOf(thing);
    run_.set_examined(run_.examined() + 1);
    if (!hold->empty()) {
      record.set_outcome(DisposalRecord::OUTCOME_HELD);
      record.set_detail(*hold);
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
    return Add(record);
  }

  static DisposalRecord RecordOf(const Thing& thing) {
    DisposalRecord record;
    record.set_subject(thing.subject);
    record.set_retention_class(thing.retention_class);
    return record;
  }

  absl::Status Add(const DisposalRecord& record) {
    return tx_
        .Execute(
            "INSERT INTO disposal_records (run, subject, retention_class, outcome, body) "
            "VALUES ($1, $2, $3, $4, $5)",
            {{run_.name(), record.subject(), static_cast<int64_t>(record.retention_class()),
              static_cast<int64_t>(record.outcome()), Blob{record.SerializeAsString()}}})
        .status();
  }

  // The hold that keeps a thing; empty = none does.
  absl::StatusOr<std::string> HoldOf(const Thing& thing) {
    if (thing.review.empty()) return "";
    auto known = holds_.find(thing.review);
    if (known == holds_.end()) {
      auto in_force = HoldsInForce(tx_, context_, thing.review);
      if (!in_force.ok()) return in_force.status();
      known = holds_.emplace(thing.review, *std::move(in_force)).first;
    }
    const std::vector<v1::Hold>& holds = known->second;
    // A log is whole or gone: it is kept as long as anything is.
    const bool log = thing.retention_class == v1::RETENTION_CLASS_LEDGER && !holds.empty();
    return log ? holds.front().name() : HeldBy(holds, thing.subject);
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
        return validation::MatchName(thing.subject, kDisposalRunName) ? EraseReport(thing)
                                                                      : EraseLedger(thing);
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

  // What remains is a version of its own; all before it are erased. What stands beside it in an
  // open conflict remains as another one.
  absl::StatusOr<std::optional<int64_t>> EraseCaseOfItem(const Thing& thing) {
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
      absl::Status status =
          StoreRemainsBeside(tx_, context_, *remains, conflict, version, ++number);
      if (!status.ok()) return status;
    }
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

  absl::StatusOr<std::optional<int64_t>> EraseReport(const Thing& thing) {
    absl::Status status =
        tx_.Execute("DELETE FROM disposal_records WHERE run = $1", {{thing.subject}}).status();
    if (status.ok()) status = context_.store.disposal_runs.Delete(tx_, thing.subject, "");
    if (!status.ok()) return status;
    return std::nullopt;
  }

  absl::StatusOr<std::optional<int64_t>> EraseLedger(const Thing& thing) {
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
    if (absl::Status status = context_.ledger.Forget(tx_, thing.review); !status.ok()) {
      return status;
    }
    return std::nullopt;
  }

  Transaction& tx_;
  const Context& context_;
  DisposalRun run_;
  std::map<std::string, std::vector<v1::Hold>> holds_;  // in force, by review
};

// Leaves nothing in changes, kept replies and the text index of what a run erased.
absl::Status LeaveNoTrace(Transaction& tx, const Context& context, const DisposalRun& run) {
  if (run.dry_run()) return absl::OkStatus();
  constexpr std::string_view kErased =
      "SELECT DISTINCT subject FROM disposal_records WHERE run = $1 AND outcome = $2 AND "
      "retention_class <> $3";
  const auto erased = [&](v1::RetentionClass but) {
    return Names(tx, kErased,
                 {run.name(), static_cast<int64_t>(DisposalRecord::OUTCOME_DISPOSED),
                  static_cast<int64_t>(but)});
  };
  auto all = erased(v1::RETENTION_CLASS_UNSPECIFIED);
  if (!all.ok()) return all.status();
  if (all->empty()) return absl::OkStatus();
  // Interviewees go by the name of their review and leave no changes.
  auto changed = erased(v1::RETENTION_CLASS_INTERVIEWEE);
  if (!changed.ok()) return changed.status();
  absl::Status status = resources::EraseBodies(tx, {changed->begin(), changed->end()});
  if (status.ok()) status = resources::EraseReplies(tx, {all->begin(), all->end()});
  return status.ok() ? context.text_index.Expunge(tx) : status;
}

// Does `work(tx, run)` on a run, if it is still running.
template <typename Work>
absl::Status OnRun(const Context& context, const std::string& name, Work work) {
  return context.database.Write(absl::Now() + kStoreLimit, [&](Transaction& tx) -> absl::Status {
    auto run = context.store.disposal_runs.Get(tx, name);
    if (!run.ok()) return run.status();
    return run->state() == DisposalRun::STATE_RUNNING ? work(tx, *std::move(run))
                                                      : absl::OkStatus();
  });
}

absl::Status End(const Context& context, const std::string& name, DisposalRun::State state,
                 const std::string& error = "") {
  return OnRun(context, name, [&](Transaction& tx, DisposalRun run) {
    run.set_error(error);
    return EndRun(tx, context, std::move(run), state).status();
  });
}

// Sees to some things; where one of them cannot be erased, to each by itself. Gives errors of the
// store only.
absl::Status SeeTo(const Context& context, const std::string& name, std::span<const Thing> things) {
  absl::Status status = OnRun(context, name, [&](Transaction& tx, DisposalRun run) {
    return Disposal(tx, context, std::move(run)).SeeTo(things);
  });
  if (status.ok() || IsOfTheStore(status)) return status;
  if (things.size() == 1) {
    return OnRun(context, name, [&](Transaction& tx, DisposalRun run) {
      return Disposal(tx, context, std::move(run)).GiveUp(things.front(), status);
    });
  }
  for (size_t i = 0; i < things.size(); ++i) {
    if (status = SeeTo(context, name, things.subspan(i, 1)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status WorkOn(const Context& context, const DisposalRun& run) {
  while (true) {
    absl::StatusOr<std::vector<Thing>> things = std::vector<Thing>();
    absl::Status status =
        context.database.Read(absl::Now() + kStoreLimit, [&](Transaction& tx) -> absl::Status {
          auto now = context.store.disposal_runs.Get(tx, run.name());
          if (!now.ok()) return now.status();
          things = now->state() == DisposalRun::STATE_RUNNING ? DueThings(tx, context, run).Find()
                                                              : std::vector<Thing>();
          return things.status();
        });
    if (IsOfTheStore(status)) return status;
    if (!status.ok()) return End(context, run.name(), DisposalRun::STATE_FAILED, DetailOf(status));
    if (things->empty()) return End(context, run.name(), DisposalRun::STATE_SUCCEEDED);
    const std::span<const Thing> all(*things);
    for (size_t at = 0; at < all.size(); at += kAtATime) {
      status = SeeTo(context, run.name(), all.subspan(at, std::min(kAtATime, all.size() - at)));
      if (!status.ok()) return status;
    }
    if (all.size() == kAtATick) return absl::OkStatus();
  }
}

}  // namespace

absl::StatusOr<DisposalRun> EndRun(Transaction& tx, const Context& context, DisposalRun run,
                                   DisposalRun::State state) {
  if (absl::Status status = LeaveNoTrace(tx, context, run); !status.ok()) return status;
  run.set_state(state);
  *run.mutable_end_time() = StampOf(context.clock.Now());
  return UpdateStamped(tx, context, context.store.disposal_runs, std::move(run), "");
}

absl::Status WorkOnDisposalRuns(const Context& context) {
  std::vector<DisposalRun> running;
  absl::Status first =
      context.database.Read(absl::Now() + kStoreLimit, [&](Transaction& tx) -> absl::Status {
        auto found = context.store.disposal_runs.All(
            tx, {{"state", static_cast<int64_t>(DisposalRun::STATE_RUNNING)}});
        if (found.ok()) running = *std::move(found);
        return found.status();
      });
  for (const DisposalRun& run : running) first.Update(WorkOn(context, run));
  return first;
}

}  // namespace peerchallenge::evidence

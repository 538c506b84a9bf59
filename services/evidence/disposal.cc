#include "services/evidence/disposal.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors/errors.h"
#include "common/resources/change_log.h"
#include "common/resources/idempotency.h"
#include "services/evidence/days.h"
#include "services/evidence/due_things.h"
#include "services/evidence/erasure.h"
#include "services/evidence/retention.h"

namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using v1::DisposalRecord;
using v1::DisposalRun;

constexpr absl::Duration kStoreLimit = absl::Seconds(30);
// Things that one transaction sees to: other writes wait meanwhile.
constexpr size_t kAtATime = 20;
// Things of one run that one tick sees to.
constexpr size_t kAtATick = 1000;
constexpr size_t kLongestDetail = 500;

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

// Whether it is the store that fails, which will do again, and not a thing.
bool IsOfTheStore(const absl::Status& status) {
  const auto reason = errors::ReasonOf(status);
  return reason == errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE ||
         reason == errors::v1::ERROR_REASON_DEADLINE_EXCEEDED;
}

std::string DetailOf(const absl::Status& status) {
  return std::string(status.message().substr(0, kLongestDetail));
}

// Works on one run.
class Disposal {
 public:
  Disposal(Transaction& tx, const Context& context, DisposalRun run)
      : tx_(tx), context_(context), run_(std::move(run)) {}

  // Sees to these things.
  absl::Status SeeTo(std::span<const DueThing> things) {
    for (const DueThing& thing : things) {
      if (absl::Status status = SeeTo(thing); !status.ok()) return status;
    }
    return UpdateStamped(tx_, context_, context_.store.disposal_runs, std::move(run_), "").status();
  }

  // Puts on record that a thing could not be erased.
  absl::Status GiveUp(const DueThing& thing, const absl::Status& why) {
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

  absl::Status SeeTo(const DueThing& thing) {
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
        auto index = Erase(tx_, context_, run_.name(), thing);
        if (!index.ok()) return index.status();
        if (index->has_value()) record.set_ledger_index(**index);
      }
    }
    return Add(record);
  }

  static DisposalRecord RecordOf(const DueThing& thing) {
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
  absl::StatusOr<std::string> HoldOf(const DueThing& thing) {
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
absl::Status SeeTo(const Context& context, const std::string& name,
                   std::span<const DueThing> things) {
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
    absl::StatusOr<std::vector<DueThing>> things = std::vector<DueThing>();
    absl::Status status =
        context.database.Read(absl::Now() + kStoreLimit, [&](Transaction& tx) -> absl::Status {
          auto now = context.store.disposal_runs.Get(tx, run.name());
          if (!now.ok()) return now.status();
          things = now->state() == DisposalRun::STATE_RUNNING
                       ? FindDueThings(tx, context, run, kAtATick)
                       : std::vector<DueThing>();
          return things.status();
        });
    if (IsOfTheStore(status)) return status;
    if (!status.ok()) return End(context, run.name(), DisposalRun::STATE_FAILED, DetailOf(status));
    if (things->empty()) return End(context, run.name(), DisposalRun::STATE_SUCCEEDED);
    const std::span<const DueThing> all(*things);
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
        if (!found.ok()) return found.status();
        running = *std::move(found);
        return absl::OkStatus();
      });
  for (const DisposalRun& run : running) first.Update(WorkOn(context, run));
  return first;
}

}  // namespace peerchallenge::evidence

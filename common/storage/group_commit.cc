#include "common/storage/group_commit.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/base/internal/raw_logging.h"
#include "absl/time/clock.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

// Batches that use savepoints at once after one that had to run twice: where bodies fail often,
// running twice must not become the rule.
constexpr int kCarefulAfterFailure = 16;

template <typename Batch>
void FailAll(Batch& batch, const absl::Status& why) {
  for (auto& request : batch) {
    if (request.result.ok()) request.result = why;
  }
}

}  // namespace

class GroupCommit::WaitedFor final : public QueuedWrite {
 public:
  explicit WaitedFor(TransactionBody body) : body_(body) {}

  absl::Status Body(Transaction& transaction) override { return body_(transaction); }

  void Done(const absl::Status& result) override {
    const environment::MutexLock lock(mutex_);
    result_ = result;
    done_.NotifyOne();  // with the mutex: who waits destroys this
  }

  // Nothing when it is not done by then.
  std::optional<absl::Status> WaitUntil(absl::Time deadline) {
    const auto until = environment::SteadyAfter(deadline - absl::Now());
    environment::MutexLock lock(mutex_);
    while (!result_ && done_.WaitUntil(lock, until)) continue;
    return result_;
  }

 private:
  const TransactionBody body_;
  environment::Mutex mutex_;
  environment::ConditionVariable done_;
  std::optional<absl::Status> result_ ABSL_GUARDED_BY(mutex_);
};

GroupCommit::GroupCommit(std::unique_ptr<Connection> connection, int max_batch,
                         absl::Duration max_wait)
    : max_batch_(max_batch),
      max_wait_(max_wait),
      connection_(std::move(connection)),
      acknowledger_(
          *connection_, [this] { Synced(); }, [this] { Committed(); }),
      writer_([this] { Work(); }) {}

GroupCommit::~GroupCommit() {
  {
    const environment::MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyOne();
  writer_.join();
}

absl::Status GroupCommit::Write(absl::Time deadline, TransactionBody body) {
  if (std::this_thread::get_id() == writer_.get_id()) {
    ABSL_RAW_CHECK(running_ != nullptr, "a Write where none may be: it would wait for itself");
    return deadline <= absl::Now() ? DeadlinePassed() : running_->RunPart(body);
  }
  WaitedFor write(body);
  Enqueue(deadline, write);
  std::optional<absl::Status> result = write.WaitUntil(deadline);
  if (!result && TakeBack(write)) return DeadlinePassed();
  if (!result) result = write.WaitUntil(absl::InfiniteFuture());
  return *std::move(result);
}

void GroupCommit::Enqueue(absl::Time deadline, QueuedWrite& write) {
  {
    const environment::MutexLock lock(mutex_);
    queue_.push_back({deadline, &write});
  }
  wake_.NotifyOne();
}

void GroupCommit::Synced() {
  // So that the writer, when it has just found it under way, waits already.
  { const environment::MutexLock lock(mutex_); }
  wake_.NotifyOne();
}

void GroupCommit::Committed() {
  const environment::MutexLock lock(listener_mutex_);
  if (listener_) listener_();
}

void GroupCommit::OnCommit(std::function<void()> listener) {
  const environment::MutexLock lock(listener_mutex_);
  listener_ = std::move(listener);
}

bool GroupCommit::TakeBack(const QueuedWrite& write) {
  const environment::MutexLock lock(mutex_);
  return std::erase_if(queue_, [&](const Request& queued) { return queued.write == &write; }) > 0;
}

// What comes while a batch runs could join it, but waits for the next one, unless the batch has to
// wait for the disk anyway: so one half of the calls is answered and comes again while the other
// half is written. In one step, all would wait for the writer, and then the writer for all.
void GroupCommit::TakeQueued(Batch& batch) {
  const auto count = std::min(queue_.size(), static_cast<size_t>(max_batch_) - batch.size());
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
  batch.insert(batch.end(), std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
}

bool GroupCommit::TakeMore(Batch& batch) {
  const bool full = batch.size() >= static_cast<size_t>(max_batch_);
  environment::MutexLock lock(mutex_);
  while ((full || queue_.empty()) && acknowledger_.IsSyncing()) wake_.Wait(lock);
  if (!acknowledger_.IsSyncing()) return false;
  TakeQueued(batch);
  return true;
}

void GroupCommit::Work() {
  while (true) {
    Batch batch;
    {
      environment::MutexLock lock(mutex_);
      while (queue_.empty() && !stopping_) wake_.Wait(lock);
      if (queue_.empty()) return;
      TakeQueued(batch);
    }
    const bool committed = Run(batch);
    acknowledger_.HandOver(std::move(batch), committed);
    connection_->Maintain();
  }
}

// Runs the batch in one transaction and sets each result; returns whether something was committed.
bool GroupCommit::Run(Batch& batch) {
  const bool careful = careful_batches_ > 0 && batch.size() > 1;
  if (careful) --careful_batches_;
  Went went = RunAndCommit(batch, careful ? Apart::kBySavepoints : Apart::kNot);
  if (went == Went::kStained) {
    careful_batches_ = kCarefulAfterFailure;
    for (Request& request : batch) request.result = absl::OkStatus();
    went = RunAndCommit(batch, Apart::kBySavepoints);
  }
  return went == Went::kWell && std::any_of(batch.begin(), batch.end(), [](const Request& request) {
           return request.result.ok();
         });
}

// Runs the bodies in one transaction and ends it. kStained: nothing is kept, and what one of them
// did must be kept apart from the others.
GroupCommit::Went GroupCommit::RunAndCommit(Batch& batch, Apart apart) {
  Went went = RunAll(batch, apart);
  if (went == Went::kFailed) return went;
  const bool keep = went == Went::kWell &&
                    std::any_of(batch.begin(), batch.end(),
                                [](const Request& request) { return request.result.ok(); });
  if (!keep) {
    connection_->Rollback();
    return went;
  }
  absl::Status committed = acknowledger_.Announce();
  if (committed.ok()) committed = connection_->Commit();
  if (committed.ok()) return went;
  connection_->Rollback();
  if (absl::IsUnavailable(committed)) {
    FailAll(batch, committed);
    return Went::kFailed;
  }
  // Something that a body has posted.
  if (apart == Apart::kNot) return Went::kStained;
  FailAll(batch, StoreUnavailable("commit failed"));
  return Went::kFailed;
}

// Begins a transaction and runs the bodies in it. After kFailed the transaction has ended.
GroupCommit::Went GroupCommit::RunAll(Batch& batch, Apart apart) {
  if (absl::Status begun = Begin(batch); !begun.ok()) {
    FailAll(batch, begun);
    return Went::kFailed;
  }
  for (size_t next = 0; next < batch.size() || TakeMore(batch); ++next) {
    const Went went = RunOne(batch[next], apart);
    if (went == Went::kStained && batch.size() == 1) return Went::kWell;  // nothing will be kept
    if (went == Went::kFailed) {
      connection_->Rollback();
      FailAll(batch, batch[next].result);
    }
    if (went != Went::kWell) return went;
  }
  return Went::kWell;
}

// Starts the transaction. Those whose deadline passes in the meantime are answered, and the others
// waited for.
absl::Status GroupCommit::Begin(Batch& batch) {
  const absl::Time give_up = absl::Now() + max_wait_;
  while (true) {
    const absl::Time now = absl::Now();
    absl::Time earliest = give_up;
    absl::Time latest = now;
    bool waiting = false;
    for (Request& request : batch) {
      if (request.deadline <= now) request.result = DeadlinePassed();
      if (!request.result.ok()) continue;
      waiting = true;
      earliest = std::min(earliest, request.deadline);
      latest = std::max(latest, request.deadline);
    }
    if (!waiting) return DeadlinePassed();
    absl::Status begun = connection_->BeginWrite(earliest, latest);
    if (begun.ok() || earliest == give_up || absl::Now() < earliest) return begun;
  }
}

// Runs one body and sets its result.
GroupCommit::Went GroupCommit::RunOne(Request& request, Apart apart) {
  if (!request.result.ok()) return Went::kWell;
  if (request.deadline <= absl::Now()) {
    request.result = DeadlinePassed();
    return Went::kWell;
  }
  const bool savepoint = apart == Apart::kBySavepoints;
  if (savepoint) {
    request.result = connection_->SetSavepoint();
    if (!request.result.ok()) return Went::kFailed;
  }
  BodyTransaction transaction(*connection_);
  running_ = &transaction;
  request.result = transaction.Run([&](Transaction& tx) { return request.write->Body(tx); });
  running_ = nullptr;
  if (savepoint && request.result.ok()) request.result = connection_->Settle();
  if (!savepoint) {
    return request.result.ok() || !transaction.touched() ? Went::kWell : Went::kStained;
  }
  absl::Status ended =
      request.result.ok() ? connection_->DropSavepoint() : connection_->RollBackToSavepoint();
  if (ended.ok()) return Went::kWell;
  request.result = std::move(ended);
  return Went::kFailed;
}

}  // namespace peerchallenge::storage

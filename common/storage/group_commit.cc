#include "common/storage/group_commit.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/storage/body_transaction.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

// Batches that use savepoints at once after one that had to run twice: where bodies fail often,
// running twice must not become the rule.
constexpr int kCarefulAfterFailure = 16;

template <typename Batch>
void FailAll(Batch& batch, const absl::Status& why) {
  for (const auto& request : batch) {
    if (request->result.ok()) request->result = why;
  }
}

}  // namespace

GroupCommit::GroupCommit(std::unique_ptr<Connection> connection, int max_batch,
                         absl::Duration max_wait)
    : max_batch_(max_batch), max_wait_(max_wait), connection_(std::move(connection)) {}

absl::Status GroupCommit::Write(absl::Time deadline, TransactionBody body) {
  const auto request = std::make_shared<Request>(deadline, body);
  Batch batch;
  {
    environment::MutexLock lock(mutex_);
    queue_.push_back(request);
    if (!led_) {
      led_ = true;
      request->state = State::kLeading;
    }
    if (!Await(*request, lock)) return DeadlinePassed();
    if (request->state == State::kDone) return request->result;
    TakeQueued(batch);
  }
  const bool committed = Run(batch);
  std::shared_ptr<Request> leader;
  {
    environment::MutexLock lock(mutex_);
    leader = PassLead();
    for (const auto& done : batch) done->state = State::kDone;
  }
  // After the mutex: all wake at once, instead of one after the other as each passes it on.
  if (leader != nullptr) leader->changed.NotifyOne();
  for (const auto& done : batch) done->changed.NotifyOne();
  if (committed) Committed();
  return request->result;
}

void GroupCommit::Committed() {
  const environment::MutexLock lock(listener_mutex_);
  if (listener_) listener_();
}

void GroupCommit::OnCommit(std::function<void()> listener) {
  const environment::MutexLock lock(listener_mutex_);
  listener_ = std::move(listener);
}

bool GroupCommit::Await(Request& request, environment::MutexLock& lock) {
  const auto until = environment::SteadyAfter(request.deadline - absl::Now());
  while (request.state == State::kQueued) {
    const bool late = !request.changed.WaitUntil(lock, until);
    if (late && request.state == State::kQueued) {
      queue_.erase(std::find_if(queue_.begin(), queue_.end(),
                                [&](const auto& queued) { return queued.get() == &request; }));
      return false;
    }
  }
  while (request.state == State::kRunning) request.changed.Wait(lock);
  return true;
}

void GroupCommit::TakeQueued(Batch& batch) {
  const size_t room = static_cast<size_t>(max_batch_) - batch.size();
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), room));
  for (auto request = queue_.begin(); request != end; ++request) {
    (*request)->state = State::kRunning;
    batch.push_back(std::move(*request));
  }
  queue_.erase(queue_.begin(), end);
}

std::shared_ptr<GroupCommit::Request> GroupCommit::PassLead() {
  led_ = !queue_.empty();
  if (!led_) return nullptr;
  queue_.front()->state = State::kLeading;
  return queue_.front();
}

// Runs the batch in one transaction and sets each result; returns whether something was committed.
bool GroupCommit::Run(Batch& batch) {
  const bool careful = careful_batches_ > 0 && batch.size() > 1;
  if (careful) --careful_batches_;
  Went went = RunAll(batch, careful ? Apart::kBySavepoints : Apart::kNot);
  if (went == Went::kStained) {
    connection_->Rollback();
    careful_batches_ = kCarefulAfterFailure;
    for (const auto& request : batch) request->result = absl::OkStatus();
    went = RunAll(batch, Apart::kBySavepoints);
  }
  if (went == Went::kFailed) return false;
  const bool commit = std::any_of(batch.begin(), batch.end(),
                                  [](const auto& request) { return request->result.ok(); });
  if (!commit) {
    connection_->Rollback();
    return false;
  }
  if (absl::Status committed = connection_->Commit(); !committed.ok()) {
    connection_->Rollback();
    FailAll(batch, absl::IsUnavailable(committed) ? committed : StoreUnavailable("commit failed"));
    return false;
  }
  return true;
}

// Begins a transaction and runs the bodies in it, also those that come while it runs others: they
// would only wait for the next commit. After kFailed the transaction has ended.
GroupCommit::Went GroupCommit::RunAll(Batch& batch, Apart apart) {
  if (absl::Status begun = Begin(batch); !begun.ok()) {
    FailAll(batch, begun);
    return Went::kFailed;
  }
  for (size_t next = 0; next < batch.size(); ++next) {
    Request& request = *batch[next];
    const Went went = RunOne(request, apart);
    if (went == Went::kStained && batch.size() == 1) return Went::kWell;  // nothing will be kept
    if (went == Went::kFailed) {
      connection_->Rollback();
      FailAll(batch, request.result);
    }
    if (went != Went::kWell) return went;
    if (next + 1 == batch.size() && apart == Apart::kNot) {
      const environment::MutexLock lock(mutex_);
      TakeQueued(batch);
    }
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
    for (const auto& request : batch) {
      if (request->deadline <= now) request->result = DeadlinePassed();
      if (!request->result.ok()) continue;
      waiting = true;
      earliest = std::min(earliest, request->deadline);
      latest = std::max(latest, request->deadline);
    }
    if (!waiting) return DeadlinePassed();
    const absl::Status begun = connection_->BeginWrite(earliest, latest);
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
  request.result = transaction.Run(request.body);
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

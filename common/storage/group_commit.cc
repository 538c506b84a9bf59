#include "common/storage/group_commit.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/storage/body_transaction.h"
#include "common/storage/storage_errors.h"

namespace peerchallenge::storage {
namespace {

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
    batch = TakeBatch();
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

GroupCommit::Batch GroupCommit::TakeBatch() {
  const auto size = std::min(queue_.size(), static_cast<size_t>(max_batch_));
  const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(size);
  Batch batch(queue_.begin(), end);
  queue_.erase(queue_.begin(), end);
  for (const auto& request : batch) request->state = State::kRunning;
  return batch;
}

std::shared_ptr<GroupCommit::Request> GroupCommit::PassLead() {
  led_ = !queue_.empty();
  if (!led_) return nullptr;
  queue_.front()->state = State::kLeading;
  return queue_.front();
}

// Runs the batch in one transaction and sets each result; returns whether something was committed.
bool GroupCommit::Run(Batch& batch) {
  if (absl::Status begun = Begin(batch); !begun.ok()) {
    FailAll(batch, begun);
    return false;
  }
  bool commit = false;
  const bool alone = batch.size() == 1;
  for (const auto& request : batch) {
    if (absl::Status transaction = RunOne(*request, alone); !transaction.ok()) {
      connection_->Rollback();
      FailAll(batch, transaction);
      return false;
    }
    commit = commit || request->result.ok();
  }
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

// Runs one body and sets its result; an error is one of the whole transaction.
absl::Status GroupCommit::RunOne(Request& request, bool alone) {
  if (!request.result.ok()) return absl::OkStatus();
  if (request.deadline <= absl::Now()) {
    request.result = DeadlinePassed();
    return absl::OkStatus();
  }
  if (!alone) {
    if (absl::Status set = connection_->SetSavepoint(); !set.ok()) return set;
  }
  request.result = BodyTransaction::Run(*connection_, request.body);
  if (alone) return absl::OkStatus();
  return request.result.ok() ? connection_->DropSavepoint() : connection_->RollBackToSavepoint();
}

}  // namespace peerchallenge::storage

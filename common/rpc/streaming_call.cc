#include "common/rpc/streaming_call.h"

#include <utility>

#include "common/errors/errors.h"
#include "common/rpc/admission.h"
#include "common/rpc/outcome.h"
#include "common/rpc/status_bridge.h"
#include "prometheus/gauge.h"

namespace peerchallenge::rpc {

using environment::MutexLock;

// Nothing else runs yet but, from Queue() on, a worker.
void StreamingCall::Begin(grpc::CallbackServerContext& context, grpc::ByteBuffer& request) {
  held_by_grpc_ = shared_from_this();
  Runtime& runtime = served_.runtime;
  runtime.calls.Add();
  runtime.environment.metrics.open_streams().Increment();
  call_.cancelled = stop_.get_token();
  request_.Swap(&request);
  ReadHeaders(context, served_, call_);
  Admission admission = Admit(context, served_, request_.Valid() ? request_.Length() : 0, call_);
  unfinished_ = admission.unfinished;
  if (admission.status.ok()) {
    admission.status = runtime.stream_limits.Acquire(call_.caller.subject);
    counted_ = admission.status.ok();
  }
  if (!admission.status.ok() && !admission.to_be_audited) return Close(admission.status);
  refusal_ = std::move(admission.status);
  runtime.open_streams.Add(*this);
  if (runtime.draining.load()) {  // since Admit(), and the drain may have missed this one
    return Close(WhyCancelled(runtime, call_));
  }
  {
    const MutexLock lock(mutex_);
    working_ = true;
  }
  held_by_worker_ = held_by_grpc_;
  if (runtime.Queue(*this)) return;
  held_by_worker_.reset();
  {
    const MutexLock lock(mutex_);
    working_ = false;
  }
  Close(errors::Overloaded(runtime.options.retry_after));
}

void StreamingCall::Close(const absl::Status& status) {
  MutexLock lock(mutex_);
  if (!ending_) ending_ = status;
  const Due due = Step();
  lock.Unlock();
  Do(due);
}

void StreamingCall::Cancelled() {
  stop_.request_stop();
  Close(WhyCancelled(served_.runtime, call_));
}

void StreamingCall::Done() {
  Runtime& runtime = served_.runtime;
  runtime.open_streams.Remove(*this);
  if (counted_) runtime.stream_limits.Release(call_.caller.subject);
  runtime.environment.metrics.open_streams().Decrement();
  const std::shared_ptr<StreamingCall> last = std::move(held_by_grpc_);
  runtime.calls.Remove();
}

StreamingCall::Due StreamingCall::Step() {
  Due due;
  if (ending_ && !finished_ && MayFinish()) {
    finished_ = true;
    due.finish = ending_;
  }
  if (!working_ && (ending_ ? open_ : WantsTurn())) {
    working_ = true;
    TurnBegins();
    due.work = true;
    held_by_worker_ = shared_from_this();
  }
  // Last: a turn may have made room for it.
  if (!ending_) due.transfer = BeginTransfer();
  if (due.finish || due.work) due.self = shared_from_this();
  return due;
}

void StreamingCall::Do(const Due& due) {
  if (due.work) served_.runtime.executor.Submit(*this);
  if (due.transfer) Transfer();
  if (due.finish) {
    stop_.request_stop();
    RecordEnd(served_, call_, *due.finish, started_);
    FinishTransport(ToGrpc(*due.finish));
  }
}

std::optional<absl::Status> StreamingCall::FinishBeginning() {
  if (!std::exchange(unfinished_, false)) return std::nullopt;
  Admission admission = FinishAdmission(served_, call_);
  if (!admission.status.ok() && !admission.to_be_audited) return admission.status;
  refusal_ = std::move(admission.status);
  return std::nullopt;
}

void StreamingCall::Run() {
  const std::shared_ptr<StreamingCall> self = std::move(held_by_worker_);
  if (std::exchange(queued_, false)) served_.runtime.LeftQueue();
  MutexLock lock(mutex_);
  const std::optional<absl::Status> ending = ending_;
  lock.Unlock();
  std::optional<absl::Status> end = FinishBeginning();
  if (ending && refusal_.ok()) {  // a refusal is audited also when the caller went away first
    Drop(*ending);
  } else if (!end) {
    end = Turn();
  }
  lock.Lock();
  working_ = false;
  open_ = HasStream();
  TurnEnds();
  if (end && !ending_) ending_ = end;
  const Due due = Step();
  lock.Unlock();
  Do(due);
}

}  // namespace peerchallenge::rpc

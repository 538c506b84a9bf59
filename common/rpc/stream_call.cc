#include "common/rpc/stream_call.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/rpc/admission.h"
#include "common/rpc/byte_buffers.h"
#include "common/rpc/named_resource.h"
#include "common/rpc/outcome.h"
#include "common/rpc/status_bridge.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "prometheus/gauge.h"

namespace peerchallenge::rpc {

using environment::MutexLock;
using grpc::ByteBuffer;

StreamCall::StreamCall(const ServedMethod& served) : served_(served) {}

StreamCall* StreamCall::Start(const ServedMethod& served, grpc::CallbackServerContext& context,
                              ByteBuffer& request) {
  const auto call = std::make_shared<StreamCall>(served);
  call->held_by_grpc_ = call;
  call->Begin(context, request);
  return call.get();
}

// Nothing else runs yet but, from TrySubmit() on, a worker.
void StreamCall::Begin(grpc::CallbackServerContext& context, ByteBuffer& request) {
  Runtime& runtime = served_.runtime;
  runtime.calls.Add();
  runtime.environment.metrics.open_streams().Increment();
  call_.cancelled = stop_.get_token();
  request_.Swap(&request);
  ReadHeaders(context, served_, call_);
  Admission admission = Admit(context, served_, request_.Valid() ? request_.Length() : 0, call_);
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
    pulling_ = true;
  }
  held_by_worker_ = held_by_grpc_;
  if (runtime.Queue(*this)) return;
  held_by_worker_.reset();
  {
    const MutexLock lock(mutex_);
    pulling_ = false;
  }
  Close(errors::Overloaded(runtime.options.retry_after));
}

void StreamCall::Close(const absl::Status& status) {
  MutexLock lock(mutex_);
  if (!ending_) ending_ = status;
  const Due due = Step();
  lock.Unlock();
  Do(due);
}

void StreamCall::Wake() {
  MutexLock lock(mutex_);
  woken_ = true;
  const Due due = Step();
  lock.Unlock();
  Do(due);
}

void StreamCall::OnWriteDone(bool ok) {
  MutexLock lock(mutex_);
  writing_ = false;
  woken_ = true;
  if (!ok && !ending_) ending_ = WhyCancelled(served_.runtime, call_);
  const Due due = Step();
  lock.Unlock();
  Do(due);
}

void StreamCall::OnCancel() {
  stop_.request_stop();
  Close(WhyCancelled(served_.runtime, call_));
}

void StreamCall::OnDone() {
  Runtime& runtime = served_.runtime;
  runtime.open_streams.Remove(*this);
  if (counted_) runtime.stream_limits.Release(call_.caller.subject);
  runtime.environment.metrics.open_streams().Decrement();
  const std::shared_ptr<StreamCall> last = std::move(held_by_grpc_);
  runtime.calls.Remove();
}

StreamCall::Due StreamCall::Step() {
  Due due;
  if (has_message_ && !writing_ && !ending_) {
    has_message_ = false;
    writing_ = true;
    due.write = true;
  }
  if (ending_ && !writing_ && !finished_) {
    finished_ = true;
    due.finish = ending_;
  }
  if (!pulling_ && (ending_ ? open_ : woken_ && !writing_ && !has_message_)) {
    pulling_ = true;
    woken_ = false;
    due.work = true;
    held_by_worker_ = shared_from_this();
  }
  if (due.finish || due.work) due.self = shared_from_this();
  return due;
}

void StreamCall::Do(const Due& due) {
  if (due.work) served_.runtime.executor.Submit(*this);
  if (due.write) StartWrite(&message_);
  if (due.finish) {
    stop_.request_stop();
    RecordEnd(served_, call_, *due.finish, started_);
    Finish(ToGrpc(*due.finish));
  }
}

void StreamCall::Run() {
  const std::shared_ptr<StreamCall> self = std::move(held_by_worker_);
  if (std::exchange(queued_, false)) served_.runtime.LeftQueue();
  MutexLock lock(mutex_);
  const bool ending = ending_.has_value();
  lock.Unlock();
  Progress progress;
  if (ending && refusal_.ok()) {  // a refusal is audited also when the caller went away first
    stream_.reset();
  } else {
    progress = Advance();
  }
  lock.Lock();
  pulling_ = false;
  open_ = stream_ != nullptr;
  has_message_ = progress.message;
  if (progress.end && !ending_) ending_ = progress.end;
  const Due due = Step();
  lock.Unlock();
  Do(due);
}

StreamCall::Progress StreamCall::Advance() {
  observability::Log& log = served_.runtime.environment.log;
  if (stream_ == nullptr) {
    if (!refusal_.ok()) call_.resource = NamedResource(request_, *served_.method.request);
    absl::Status status = refusal_.ok() ? Open() : refusal_;
    if (served_.method.access.sensitive() || !refusal_.ok()) {
      status = Audited(served_, call_, status);
    }
    if (!status.ok()) return {.end = Presentable(status, call_, log)};
    stream_->SetWake([this] { Wake(); });
  } else if (stream_->EndsWithToken()) {
    absl::Status status = served_.runtime.environment.authenticator.CheckCurrent(call_.caller);
    if (!status.ok()) return {.end = Presentable(status, call_, log)};
  }
  absl::StatusOr<StreamStep> step = Guarded(call_, log, [this] { return stream_->Next(); });
  if (!step.ok()) return {.end = Presentable(step.status(), call_, log)};
  if (std::holds_alternative<Wait>(*step)) return {};
  if (std::holds_alternative<End>(*step)) return {.end = absl::OkStatus()};
  const google::protobuf::Message& message = *std::get<0>(*step);
  if (message.GetDescriptor() != served_.method.descriptor->output_type()) {
    const auto wrong = absl::InternalError(absl::StrCat("streamed a ", message.GetTypeName()));
    return {.end = Presentable(wrong, call_, log)};
  }
  message_ = Serialize(message);
  return {.message = true};
}

absl::Status StreamCall::Open() {
  absl::Status status = CheckDeadline(served_.runtime, call_);
  if (!status.ok()) return status;
  const std::unique_ptr<google::protobuf::Message> request(served_.method.request->New());
  if (!Parse(request_, *request)) return Malformed(*request);
  request_.Clear();
  if (served_.method.access.sensitive()) call_.resource = NamedResource(*request);
  absl::StatusOr<std::unique_ptr<Stream>> stream =
      Guarded(call_, served_.runtime.environment.log,
              [&] { return std::get<StreamHandler>(served_.method.handler)(call_, *request); });
  if (!stream.ok()) return stream.status();
  if (*stream == nullptr) return absl::InternalError("a handler gave no stream");
  stream_ = *std::move(stream);
  return absl::OkStatus();
}

std::unique_ptr<grpc::internal::MethodHandler> NewStreamMethodHandler(const ServedMethod& served) {
  using Handler = grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>;
  return std::make_unique<Handler>(
      [&served](grpc::CallbackServerContext* context, const ByteBuffer* request) {
        // The request's holder would keep the bytes until OnDone(), for nobody.
        return StreamCall::Start(served, *context, *const_cast<ByteBuffer*>(request));
      });
}

}  // namespace peerchallenge::rpc

#include "common/rpc/stream_call.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/rpc/admission.h"
#include "common/rpc/byte_buffers.h"
#include "common/rpc/named_resource.h"
#include "common/rpc/outcome.h"
#include "common/rpc/read_request.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"

namespace peerchallenge::rpc {

using environment::MutexLock;
using grpc::ByteBuffer;

StreamCall* StreamCall::Start(const ServedMethod& served, grpc::CallbackServerContext& context,
                              ByteBuffer& request) {
  const auto call = std::make_shared<StreamCall>(served);
  call->Begin(context, request);
  return call.get();
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

bool StreamCall::WantsTurn() const { return woken_ && !writing_ && !has_message_; }
void StreamCall::TurnBegins() { woken_ = false; }
void StreamCall::TurnEnds() { has_message_ = std::exchange(pulled_, false); }

bool StreamCall::BeginTransfer() {
  if (!has_message_ || writing_) return false;
  has_message_ = false;
  writing_ = true;
  return true;
}

bool StreamCall::MayFinish() const { return !writing_; }

std::optional<absl::Status> StreamCall::Turn() {
  observability::Log& log = served_.runtime.environment.log;
  if (stream_ == nullptr) {
    if (!refusal_.ok()) call_.resource = NamedResource(request_, *served_.method.request);
    absl::Status status = refusal_.ok() ? Presentable(Open(), call_, log) : refusal_;
    if (served_.method.access.sensitive() || !refusal_.ok()) {
      status = Audited(served_, call_, status);
    }
    if (!status.ok()) return status;
    stream_->SetWake([this] { Wake(); });
  } else if (stream_->EndsWithToken()) {
    const absl::Status status =
        served_.runtime.environment.authenticator.CheckCurrent(call_.caller);
    if (!status.ok()) return Presentable(status, call_, log);
  }
  absl::StatusOr<StreamStep> step = Guarded([this] { return stream_->Next(); });
  if (!step.ok()) return Presentable(step.status(), call_, log);
  if (std::holds_alternative<Wait>(*step)) return std::nullopt;
  if (std::holds_alternative<End>(*step)) return absl::OkStatus();
  const google::protobuf::Message& message = *std::get<0>(*step);
  if (message.GetDescriptor() != served_.method.descriptor->output_type()) {
    const auto wrong = absl::InternalError(absl::StrCat("streamed a ", message.GetTypeName()));
    return Presentable(wrong, call_, log);
  }
  message_ = Serialize(message);
  pulled_ = true;
  return std::nullopt;
}

void StreamCall::Drop(const absl::Status&) { stream_.reset(); }

absl::Status StreamCall::Open() {
  absl::Status status = CheckDeadline(served_.runtime, call_);
  if (!status.ok()) return status;
  const std::unique_ptr<google::protobuf::Message> request(served_.method.request->New());
  status = ReadRequest(request_, *request);
  if (!status.ok()) return status;
  request_.Clear();
  if (served_.method.access.sensitive()) call_.resource = NamedResource(*request);
  absl::StatusOr<std::unique_ptr<Stream>> stream =
      Guarded([&] { return std::get<StreamHandler>(served_.method.handler)(call_, *request); });
  if (!stream.ok()) return stream.status();
  if (*stream == nullptr) return absl::InternalError("a handler gave no stream");
  stream_ = *std::move(stream);
  return absl::OkStatus();
}

std::unique_ptr<grpc::internal::MethodHandler> NewStreamMethodHandler(const ServedMethod& served) {
  using GrpcHandler = grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>;
  return std::make_unique<GrpcHandler>(
      [&served](grpc::CallbackServerContext* context, const ByteBuffer* request) {
        // The request's holder would keep the bytes until OnDone(), for nobody.
        return StreamCall::Start(served, *context, *const_cast<ByteBuffer*>(request));
      });
}

}  // namespace peerchallenge::rpc

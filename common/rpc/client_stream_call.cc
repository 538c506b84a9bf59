#include "common/rpc/client_stream_call.h"

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
using google::protobuf::Message;
using grpc::ByteBuffer;

ClientStreamCall* ClientStreamCall::Start(const ServedMethod& served,
                                          grpc::CallbackServerContext& context,
                                          ByteBuffer& response) {
  const auto call = std::make_shared<ClientStreamCall>(served, context, response);
  ByteBuffer nothing_yet;
  call->Begin(context, nothing_yet);
  return call.get();
}

// A read also fails when the client has gone; gRPC then says so at once, though OnCancel() may come
// later.
void ClientStreamCall::OnReadDone(bool ok) {
  MutexLock lock(mutex_);
  reading_ = false;
  has_message_ = ok;
  half_closed_ = !ok;
  if (!ok && context_.IsCancelled() && !ending_) {
    ending_ = WhyCancelled(served_.runtime, call_);
  }
  const Due due = Step();
  lock.Unlock();
  Do(due);
}

bool ClientStreamCall::WantsTurn() const { return has_message_ || half_closed_; }

void ClientStreamCall::TurnBegins() {
  taken_.Clear();
  if (has_message_) taken_.Swap(&message_);
  has_message_ = false;
}

void ClientStreamCall::TurnEnds() { may_read_ = HasStream(); }

bool ClientStreamCall::BeginTransfer() {
  if (!may_read_ || reading_ || has_message_ || half_closed_) return false;
  reading_ = true;
  ++handing_over_;
  return true;
}

// Until none is handed over the call is not finished, so gRPC holds this.
void ClientStreamCall::Transfer() {
  StartRead(&message_);
  MutexLock lock(mutex_);
  --handing_over_;
  const Due due = Step();
  lock.Unlock();
  Do(due);
}

std::optional<absl::Status> ClientStreamCall::Turn() {
  if (!refusal_.ok()) return Audited(served_, call_, refusal_);
  if (!std::exchange(opened_, true)) {
    const absl::Status status = Open();
    if (status.ok()) return std::nullopt;
    return Ended(status);
  }
  if (taken_.Valid()) {
    const absl::Status status = Take();
    if (status.ok()) return std::nullopt;
    return Ended(status);
  }
  return Ended(GiveAnswer());
}

absl::Status ClientStreamCall::Open() {
  absl::Status status = CheckDeadline(served_.runtime, call_);
  if (!status.ok()) return status;
  absl::StatusOr<std::unique_ptr<AnyClientStream>> stream =
      Guarded([&] { return std::get<ClientStreamHandler>(served_.method.handler)(call_); });
  if (!stream.ok()) return stream.status();
  if (*stream == nullptr) return absl::InternalError("a handler gave no stream");
  stream_ = *std::move(stream);
  return absl::OkStatus();
}

absl::Status ClientStreamCall::Take() {
  const Runtime& runtime = served_.runtime;
  absl::Status status = CheckSize(runtime, taken_.Length());
  // A client stream may be long, and what it brings is written: by nobody whose time is over.
  if (status.ok()) status = runtime.environment.authenticator.CheckCurrent(call_.caller);
  if (!status.ok()) return status;
  const std::unique_ptr<Message> message(served_.method.request->New());
  status = ReadRequest(taken_, *message);
  if (!status.ok()) return status;
  taken_.Clear();
  if (!std::exchange(took_, true) && served_.method.access.sensitive()) {
    call_.resource = NamedResource(*message);
  }
  return Guarded([&] { return stream_->TakeMessage(*message); });
}

absl::Status ClientStreamCall::GiveAnswer() {
  absl::StatusOr<std::unique_ptr<Message>> answer =
      Guarded([&] { return stream_->FinishMessage(); });
  if (!answer.ok()) return answer.status();
  response_ = Serialize(**answer);
  return absl::OkStatus();
}

void ClientStreamCall::Drop(const absl::Status& status) {
  if (stream_ != nullptr) Ended(status).IgnoreError();
}

absl::Status ClientStreamCall::Ended(absl::Status outcome) {
  stream_.reset();
  outcome = Presentable(outcome, call_, served_.runtime.environment.log);
  return served_.method.access.sensitive() ? Audited(served_, call_, outcome) : outcome;
}

std::unique_ptr<grpc::internal::MethodHandler> NewClientStreamMethodHandler(
    const ServedMethod& served) {
  using GrpcHandler = grpc::internal::CallbackClientStreamingHandler<ByteBuffer, ByteBuffer>;
  return std::make_unique<GrpcHandler>(
      [&served](grpc::CallbackServerContext* context, ByteBuffer* response) {
        return ClientStreamCall::Start(served, *context, *response);
      });
}

}  // namespace peerchallenge::rpc

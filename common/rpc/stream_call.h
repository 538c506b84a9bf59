#pragma once

#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/rpc/runtime.h"
#include "common/rpc/stream.h"
#include "common/rpc/streaming_call.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace peerchallenge::rpc {

// One call of a method with a server stream. A turn pulls a message, the transfer writes it; the
// finish comes after the last write. A pull is due when the stream has woken us and nothing waits
// to be written, so a slow client costs one message of memory.
class StreamCall final : public StreamingCall, public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  // Takes the bytes out of `request`.
  static StreamCall* Start(const ServedMethod& served, grpc::CallbackServerContext& context,
                           grpc::ByteBuffer& request);
  using StreamingCall::StreamingCall;

  void OnWriteDone(bool ok) override;
  void OnCancel() override { Cancelled(); }
  void OnDone() override { Done(); }

 private:
  void Wake();
  bool WantsTurn() const override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TurnBegins() override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TurnEnds() override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool BeginTransfer() override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MayFinish() const override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Transfer() override { StartWrite(&message_); }
  void FinishTransport(const grpc::Status& status) override { Finish(status); }
  std::optional<absl::Status> Turn() override;
  void Drop(const absl::Status& status) override;
  bool HasStream() const override { return stream_ != nullptr; }

  absl::Status Open();

  std::unique_ptr<Stream> stream_;  // of the worker that pulls
  bool pulled_ = false;             // of the worker: message_ is new
  grpc::ByteBuffer message_;        // of the worker, then of the write

  bool woken_ ABSL_GUARDED_BY(mutex_) = false;        // a pull may bring something
  bool has_message_ ABSL_GUARDED_BY(mutex_) = false;  // to be written
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
};

// The gRPC side of a method with a server stream. `served` outlives it.
std::unique_ptr<grpc::internal::MethodHandler> NewStreamMethodHandler(const ServedMethod& served);

}  // namespace peerchallenge::rpc

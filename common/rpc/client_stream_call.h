#pragma once

#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/rpc/client_stream.h"
#include "common/rpc/runtime.h"
#include "common/rpc/streaming_call.h"
#include "google/protobuf/message.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace peerchallenge::rpc {

// One call of a method with a client stream. A transfer reads a message, a turn hands it to the
// handler's stream; while it is there the next one is read, and no further one. So a call has two
// messages in memory beside what the transport's window holds.
class ClientStreamCall final : public StreamingCall,
                               public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  // `response` is gRPC's and lives until OnDone().
  static ClientStreamCall* Start(const ServedMethod& served, grpc::CallbackServerContext& context,
                                 grpc::ByteBuffer& response);
  ClientStreamCall(const ServedMethod& served, grpc::CallbackServerContext& context,
                   grpc::ByteBuffer& response)
      : StreamingCall(served), context_(context), response_(response) {}

  void OnReadDone(bool ok) override;
  void OnCancel() override { Cancelled(); }
  void OnDone() override { Done(); }

 private:
  bool WantsTurn() const override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TurnBegins() override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TurnEnds() override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool BeginTransfer() override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MayFinish() const override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return handing_over_ == 0;
  }
  void Transfer() override;
  void FinishTransport(const grpc::Status& status) override { Finish(status); }
  std::optional<absl::Status> Turn() override;
  void Drop(const absl::Status& status) override;
  bool HasStream() const override { return stream_ != nullptr; }

  absl::Status Open();
  absl::Status Take();
  absl::Status GiveAnswer();
  // Destroys the stream and writes the call to the audit log where it belongs there; gives the
  // outcome.
  absl::Status Ended(absl::Status outcome);

  grpc::CallbackServerContext& context_;
  grpc::ByteBuffer& response_;               // of the worker, then of the finish
  std::unique_ptr<AnyClientStream> stream_;  // of the worker, as is what follows
  bool opened_ = false;
  bool took_ = false;         // a first message
  grpc::ByteBuffer taken_;    // the message of this turn; none: there are no more
  grpc::ByteBuffer message_;  // of the read, then it waits for its turn

  bool may_read_ ABSL_GUARDED_BY(mutex_) = false;  // the handler's stream is there
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  // Reads on their way to gRPC, which would take none after the finish. A second one may be when
  // the first is done before whoever began it is back.
  int handing_over_ ABSL_GUARDED_BY(mutex_) = 0;
  bool has_message_ ABSL_GUARDED_BY(mutex_) = false;  // to be taken
  bool half_closed_ ABSL_GUARDED_BY(mutex_) = false;  // by the client: no more messages come
};

// The gRPC side of a method with a client stream. `served` outlives it.
std::unique_ptr<grpc::internal::MethodHandler> NewClientStreamMethodHandler(
    const ServedMethod& served);

}  // namespace peerchallenge::rpc

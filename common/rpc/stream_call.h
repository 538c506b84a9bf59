#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "common/environment/mutex.h"
#include "common/rpc/call.h"
#include "common/rpc/executor.h"
#include "common/rpc/runtime.h"
#include "common/rpc/stream.h"
#include "grpcpp/impl/rpc_service_method.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace peerchallenge::rpc {

// One call of a streaming method, from its arrival until the stream is destroyed.
//
// Events (a wake, a finished write, a cancellation, the drain, a worker that comes back) only
// change the state under the lock; Step() alone looks at it and says what is due: a pull on the
// worker pool, a write or the finish. So there is at most one pull and one write at a time, the
// finish comes after the last write, and nothing is called with the lock held. A pull is due when
// the stream has woken us and nothing waits to be written, so a slow client costs one message of
// memory.
//
// Lives by shared_ptr: held by gRPC from Start() to OnDone(), and by a worker while it works.
class StreamCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                         public Task,
                         public std::enable_shared_from_this<StreamCall> {
 public:
  // Takes the bytes out of `request`.
  static StreamCall* Start(const ServedMethod& served, grpc::CallbackServerContext& context,
                           grpc::ByteBuffer& request);
  explicit StreamCall(const ServedMethod& served);

  // Ends the stream with `status`, after the write under way, unless it is ending already.
  void Close(const absl::Status& status);

  void Run() override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  void Begin(grpc::CallbackServerContext& context, grpc::ByteBuffer& request);
  void Wake();
  // What Step() has found to be due.
  struct Due {
    bool work = false;
    bool write = false;
    std::optional<absl::Status> finish = std::nullopt;
    std::shared_ptr<StreamCall> self = nullptr;  // outlives what is done
  };
  Due Step() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Starts it, without the lock.
  void Do(const Due& due) ABSL_LOCKS_EXCLUDED(mutex_);

  // What one turn on a worker brought: a message in message_, the end, or neither.
  struct Progress {
    bool message = false;
    std::optional<absl::Status> end = std::nullopt;
  };
  Progress Advance();
  absl::Status Open();

  const ServedMethod& served_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::stop_source stop_;
  Call call_;
  bool counted_ = false;  // among its caller's streams
  bool queued_ = true;    // for its first turn on a worker
  absl::Status refusal_;  // by the guard; still to be audited
  grpc::ByteBuffer request_;
  std::shared_ptr<StreamCall> held_by_grpc_;
  std::shared_ptr<StreamCall> held_by_worker_;  // while pulling_
  std::unique_ptr<Stream> stream_;              // of the worker that pulls
  grpc::ByteBuffer message_;                    // of the worker, then of the write

  environment::Mutex mutex_;
  bool pulling_ ABSL_GUARDED_BY(mutex_) = false;      // a worker has this, or will
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;        // a pull may bring something
  bool has_message_ ABSL_GUARDED_BY(mutex_) = false;  // to be written
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool open_ ABSL_GUARDED_BY(mutex_) = false;  // stream_ is to be destroyed
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> ending_ ABSL_GUARDED_BY(mutex_);
};

// The gRPC side of a streaming method. `served` outlives it.
std::unique_ptr<grpc::internal::MethodHandler> NewStreamMethodHandler(const ServedMethod& served);

}  // namespace peerchallenge::rpc

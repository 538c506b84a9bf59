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
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"

namespace peerchallenge::rpc {

// What a call of a server stream (stream_call.h) and one of a client stream (client_stream_call.h)
// have in common, from its arrival until the handler's stream is destroyed. Each is a gRPC reactor
// as well.
//
// Events (a transfer that is done, a cancellation, the drain, a worker that comes back) only change
// the state under the lock; Step() alone looks at it and says what is due: a turn on the worker
// pool, a transfer (a read or write of the transport) or the finish. So there is at most one turn
// and one transfer at a time, and nothing is called with the lock held.
//
// Lives by shared_ptr: held by gRPC from Begin() to Done(), and by a worker while it works.
class StreamingCall : public Task, public std::enable_shared_from_this<StreamingCall> {
 public:
  explicit StreamingCall(const ServedMethod& served) : served_(served) {}
  virtual ~StreamingCall() = default;

  // Ends the call with `status`, unless it is ending already.
  void Close(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

  void Run() final;

 protected:
  // What Step() has found to be due.
  struct Due {
    bool work = false;
    bool transfer = false;
    std::optional<absl::Status> finish = std::nullopt;
    std::shared_ptr<StreamingCall> self = nullptr;  // outlives what is done
  };
  Due Step() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends the admission where it is unfinished; how the call ends if it ends with that.
  std::optional<absl::Status> FinishBeginning();
  // Starts it, without the lock.
  void Do(const Due& due) ABSL_LOCKS_EXCLUDED(mutex_);

  // Admits the call and queues its first turn, or closes it. `request` is what has come of it: the
  // request of a server stream, nothing of a client stream.
  void Begin(grpc::CallbackServerContext& context, grpc::ByteBuffer& request);
  // For OnCancel() and OnDone().
  void Cancelled();
  void Done();

  // What differs. With the lock held:
  // whether a turn on a worker would bring the call on;
  virtual bool WantsTurn() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) = 0;
  // a turn has been asked for; a turn is over;
  virtual void TurnBegins() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) = 0;
  virtual void TurnEnds() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) = 0;
  // marks the next transfer as begun, if one is due;
  virtual bool BeginTransfer() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) = 0;
  // whether the transport takes the finish now.
  virtual bool MayFinish() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) = 0;
  // Without it: hands the transport what BeginTransfer() has marked, or the finish.
  virtual void Transfer() = 0;
  virtual void FinishTransport(const grpc::Status& status) = 0;
  // On a worker: the next turn, which gives how the call ends if it ends with it (Presentable);
  virtual std::optional<absl::Status> Turn() = 0;
  // destroys the handler's stream, if there is one, because the call has ended with `status`;
  virtual void Drop(const absl::Status& status) = 0;
  // whether there is one.
  virtual bool HasStream() const = 0;

  const ServedMethod& served_;
  Call call_;
  absl::Status refusal_;      // by the guard; still to be audited
  grpc::ByteBuffer request_;  // what Begin() was given

  environment::Mutex mutex_;
  bool working_ ABSL_GUARDED_BY(mutex_) = false;  // a worker has this, or will
  std::optional<absl::Status> ending_ ABSL_GUARDED_BY(mutex_);

 private:
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::stop_source stop_;
  bool counted_ = false;     // among its caller's streams
  bool queued_ = true;       // for its first turn on a worker
  bool unfinished_ = false;  // of its admission; that turn ends it
  std::shared_ptr<StreamingCall> held_by_grpc_;
  std::shared_ptr<StreamingCall> held_by_worker_;  // while working_

  bool open_ ABSL_GUARDED_BY(mutex_) = false;  // the handler's stream is to be destroyed
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace peerchallenge::rpc

#include "common/rpc/unary_call.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <utility>

#include "common/errors/errors.h"
#include "common/rpc/admission.h"
#include "common/rpc/byte_buffers.h"
#include "common/rpc/named_resource.h"
#include "common/rpc/outcome.h"
#include "common/rpc/read_request.h"
#include "common/rpc/status_bridge.h"
#include "common/storage/database.h"
#include "google/protobuf/arena.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "grpcpp/support/server_callback.h"
#include "prometheus/gauge.h"

namespace peerchallenge::rpc {
namespace {

using grpc::ByteBuffer;

// One call of a unary method, from its arrival to its answer: a single allocation that is the
// reactor, the holder of the messages' bytes and the task for the workers at once.
//
// Where it is a write (ServiceMethods::Write), the service's store runs it in place of a worker.
//
// Two may want to answer: the worker or store, and OnCancel() when the client has gone or the
// deadline passed. The first one does (Answer()), so a handler that does not return holds a worker
// but never the call, and so never the server's shutdown. gRPC may touch this until Release(), a
// worker until Run() returns, a store until Done() returns: each owns one reference.
class UnaryCall final : public grpc::ServerUnaryReactor,
                        public grpc::MessageHolder<ByteBuffer, ByteBuffer>,
                        public Task,
                        public storage::QueuedWrite {
 public:
  explicit UnaryCall(const ServedMethod& served) : served_(served) {
    set_request(&request_);
    set_response(&response_);
    served_.runtime.calls.Add();
    served_.runtime.unanswered.fetch_add(1, std::memory_order_relaxed);
    served_.runtime.environment.metrics.calls_in_flight().Increment();
  }

  void Start(grpc::CallbackServerContext& context) {
    call_.cancelled = stop_.get_token();
    ReadHeaders(context, served_, call_);
    if (!GoesOn(Admit(context, served_, RequestBytes(), call_))) return;
    if (RunsHere()) return Work();
    references_.fetch_add(1, std::memory_order_relaxed);
    if (Queue()) return;
    references_.fetch_sub(1, std::memory_order_relaxed);
    Answer(errors::Overloaded(served_.runtime.options.retry_after));
  }

  // On a worker.
  void Run() override {
    if (stored_) return AnswerFailedWrite();
    served_.runtime.LeftQueue();
    if (unfinished_) {
      if (!GoesOn(FinishAdmission(served_, call_))) return Unref();
      if (RunsInStore()) {
        if (EnterStore()) return;
        Answer(errors::Overloaded(served_.runtime.options.retry_after));
        return Unref();
      }
    }
    Work();
    Unref();
  }

  // On the store's thread, as often as the store needs it.
  absl::Status Body(storage::Transaction&) override {
    if (answered_.load(std::memory_order_relaxed)) return absl::CancelledError("nobody waits");
    result_ = Handle(reply_);
    if (result_.ok() && served_.method.access.sensitive()) {
      result_ = Audited(served_, call_, result_);
    }
    return result_;
  }

  // On the store's thread, which must go on: a failure whose audit entry may take time is told on a
  // worker.
  void Done(const absl::Status& stored) override {
    if (result_.ok()) result_ = Presentable(stored, call_, served_.runtime.environment.log);
    if (!result_.ok() && served_.method.access.sensitive()) {
      stored_ = true;
      return served_.runtime.executor.Submit(*this);
    }
    Answer(result_, &reply_);
    LeaveStore();
  }

  void OnCancel() override {
    stop_.request_stop();
    Answer(WhyCancelled(served_.runtime, call_));
  }

  void OnDone() override {
    served_.runtime.environment.metrics.calls_in_flight().Decrement();
    served_.runtime.calls.Remove();
  }

  void Release() override { Unref(); }

  // Whether gRPC may run OnDone() where it is instead of handing it to one of its threads, which
  // would cost every call a switch of threads. OnDone() and Release() are fit for that. OnCancel()
  // before the answer is not: it runs callbacks of the handler.
  bool InternalInlineable() override { return answered_.load(std::memory_order_relaxed); }

 private:
  ~UnaryCall() override = default;

  void Work() {
    // A refusal is audited also when the caller went away first.
    if (refusal_.ok() && answered_.load(std::memory_order_relaxed)) return;
    ByteBuffer response;
    if (!refusal_.ok()) call_.resource = NamedResource(request_, *served_.method.request);
    absl::Status status = refusal_.ok() ? Handle(response) : refusal_;
    if (served_.method.access.sensitive() || !refusal_.ok()) {
      status = Audited(served_, call_, status);
    }
    Answer(status, &response);
  }

  // Takes over how the admission went; answers a call that does not go on.
  bool GoesOn(Admission admission) {
    unfinished_ = admission.unfinished;
    refusal_ = std::move(admission.status);
    if (refusal_.ok() || admission.to_be_audited) return true;
    Answer(refusal_);
    return false;
  }

  // Whether a worker would cost a switch of threads and save nobody a wait: for a quick call while
  // no other unary call waits for its answer. One that comes meanwhile finds another transport
  // thread, and goes to a worker.
  bool RunsHere() {
    return served_.method.quick && !served_.method.access.sensitive() && refusal_.ok() &&
           !unfinished_ && served_.runtime.unanswered.load(std::memory_order_relaxed) == 1;
  }

  size_t RequestBytes() { return request_.Valid() ? request_.Length() : 0; }

  bool Queue() {
    return !unfinished_ && RunsInStore() ? EnterStore() : served_.runtime.Queue(*this);
  }

  bool RunsInStore() {
    return served_.method.store != nullptr && refusal_.ok() && RequestBytes() <= kMostBytesInStore;
  }

  // The reference is then the store's. The store's thread, for which all writes wait, is spared
  // what can be done before.
  bool EnterStore() {
    if (!served_.runtime.EnterStore()) return false;
    ParseAhead();
    served_.method.store->Enqueue(call_.deadline, *this);
    return true;
  }

  void AnswerFailedWrite() {
    Answer(Audited(served_, call_, result_));
    LeaveStore();
  }

  void LeaveStore() {
    Runtime& runtime = served_.runtime;
    Unref();
    runtime.LeftStore();
  }

  absl::Status Handle(ByteBuffer& response) {
    absl::Status status = CheckDeadline(served_.runtime, call_);
    if (!status.ok()) return status;
    if (parsed_ == nullptr) ParseRequest();
    if (!parsing_.ok()) return parsing_;
    const bool sensitive = served_.method.access.sensitive();
    if (sensitive) call_.resource = NamedResource(*parsed_);
    status = Guarded([&] {
      return std::get<UnaryHandler>(served_.method.handler)(
          call_, *parsed_, [&](const google::protobuf::Message& message) {
            if (sensitive) call_.resource = MadeResource(call_.resource, message);
            response = Serialize(message);
            return absl::OkStatus();
          });
    });
    return Presentable(status, call_, served_.runtime.environment.log);
  }

  void ParseRequest() {
    arena_.emplace(first_block_, sizeof(first_block_));
    parsed_ = served_.method.request->New(&*arena_);
    parsing_ = ReadRequest(request_, *parsed_);
  }

  // Many may wait for the store: what takes much more memory than it came with, such as thousands
  // of empty messages, waits as it came.
  void ParseAhead() {
    ParseRequest();
    if (RequestBytes() <= kFirstBlockBytes || parsed_->SpaceUsedLong() <= kMostParsedBytes) return;
    parsed_ = nullptr;
    arena_.reset();
  }

  void Answer(const absl::Status& status, ByteBuffer* response = nullptr) {
    if (answered_.exchange(true)) return;
    served_.runtime.unanswered.fetch_sub(1, std::memory_order_relaxed);
    RecordEnd(served_, call_, status, started_);
    if (status.ok() && response != nullptr) response_.Swap(response);
    Finish(ToGrpc(status));
  }

  void Unref() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

  static constexpr size_t kFirstBlockBytes = 2048;
  // A larger request is handled on a worker, where parsing and checking it holds up nobody else.
  static constexpr size_t kMostBytesInStore = 64 << 10;
  // Of one that waits for the store.
  static constexpr size_t kMostParsedBytes = 4 * kMostBytesInStore;

  const ServedMethod& served_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::atomic<int> references_{1};
  std::atomic<bool> answered_{false};
  std::stop_source stop_;
  Call call_;
  bool unfinished_ = false;  // of its admission
  absl::Status refusal_;     // by the guard; still to be audited
  ByteBuffer request_;
  ByteBuffer response_;  // written by whoever answers

  // What was parsed of the request, by whoever does so first.
  alignas(std::max_align_t) char first_block_[kFirstBlockBytes];
  std::optional<google::protobuf::Arena> arena_;
  google::protobuf::Message* parsed_ = nullptr;
  absl::Status parsing_;

  // Of a call that the store runs: what came of it, and whether it has ended.
  absl::Status result_;
  ByteBuffer reply_;
  bool stored_ = false;
};

class UnaryMethodHandler final
    : public grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>,
      private grpc::MessageAllocator<ByteBuffer, ByteBuffer> {
 public:
  explicit UnaryMethodHandler(const ServedMethod& served)
      : CallbackUnaryHandler(
            [](grpc::CallbackServerContext* context, const ByteBuffer*, ByteBuffer*) {
              auto* call = static_cast<UnaryCall*>(context->GetRpcAllocatorState());
              call->Start(*context);
              return call;
            }),
        served_(served) {
    SetMessageAllocator(this);
  }

 private:
  grpc::MessageHolder<ByteBuffer, ByteBuffer>* AllocateMessages() override {
    return new UnaryCall(served_);
  }

  const ServedMethod& served_;
};

}  // namespace

std::unique_ptr<grpc::internal::MethodHandler> NewUnaryMethodHandler(const ServedMethod& served) {
  return std::make_unique<UnaryMethodHandler>(served);
}

}  // namespace peerchallenge::rpc

#pragma once

#include <atomic>

#include "common/rpc/call_count.h"
#include "common/rpc/executor.h"
#include "common/rpc/open_streams.h"
#include "common/rpc/server.h"
#include "common/rpc/stream_limits.h"
#include "prometheus/gauge.h"

namespace peerchallenge::rpc {

// What all calls of a server share.
struct Runtime {
  Runtime(const ServerEnvironment& server_environment, const ServerOptions& server_options)
      : environment(server_environment),
        options(server_options),
        stream_limits(options.max_streams, options.max_streams_per_caller),
        executor(options.workers, options.queue_limit) {}

  // Has a worker run `task`, the start of a call; false if too many wait. The task then calls
  // LeftQueue() first of all.
  bool Queue(Task& task) {
    environment.metrics.queue_depth().Increment();
    if (executor.TrySubmit(task)) return true;
    LeftQueue();
    return false;
  }
  void LeftQueue() { environment.metrics.queue_depth().Decrement(); }

  // Takes a call in that a service's store will run; false if too many wait for theirs. LeftStore()
  // says that the store has done with one, and is the last to use the runtime.
  bool EnterStore() {
    environment.metrics.queue_depth().Increment();
    if (in_store.Add() <= static_cast<int64_t>(options.queue_limit)) return true;
    LeftStore();
    return false;
  }
  void LeftStore() {
    environment.metrics.queue_depth().Decrement();
    in_store.Remove();
  }

  const ServerEnvironment environment;
  const ServerOptions options;
  std::atomic<bool> draining{false};
  CallCount calls;
  std::atomic<int> unanswered{0};  // unary calls
  CallCount in_store;              // calls that a store runs or will run
  StreamLimits stream_limits;
  OpenStreams open_streams;
  Executor executor;  // last: its threads use the rest
};

// A method as its calls see it.
struct ServedMethod {
  const Method& method;
  observability::MethodMetrics& metrics;
  Runtime& runtime;
};

}  // namespace peerchallenge::rpc

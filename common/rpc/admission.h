#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "common/rpc/runtime.h"
#include "grpcpp/server_context.h"

namespace peerchallenge::rpc {

// Fills `call` with what its headers say, but for the caller; echoes the request id to the client.
void ReadHeaders(grpc::CallbackServerContext& context, const ServedMethod& served, Call& call);

struct Admission {
  absl::Status status;
  bool to_be_audited = false;  // the guard refused it
  bool unfinished = false;     // FinishAdmission() says the rest
};

// Whether a call may wait for a worker. The order, cheapest and least telling first:
//   1. draining?   no new work once the server stops
//   2. deadline    work that nobody waits for is not begun
//   3. size        before anything looks at the request
//   4. who         authentication: nothing more is told to strangers
//   5. may they    permission for the method, before the request is parsed: its contents cannot
//   leak into the answer
// Then, on the way through unary_call.cc and streaming_call.cc: a place in the bounded queue, and
// on the worker once more the deadline, then the request itself. Runs on a transport thread and
// never waits: where it would have to for the caller's stored grants, it leaves 5. unfinished.
Admission Admit(const grpc::CallbackServerContext& context, const ServedMethod& served,
                size_t request_bytes, Call& call);

// What Admit() left unfinished, on a worker.
Admission FinishAdmission(const ServedMethod& served, Call& call);

// REQUEST_TOO_LARGE if a message has more bytes than the server takes.
absl::Status CheckSize(const Runtime& runtime, size_t bytes);

// DEADLINE_EXCEEDED if the call's deadline has passed.
absl::Status CheckDeadline(const Runtime& runtime, const Call& call);

}  // namespace peerchallenge::rpc

#pragma once

#include <chrono>
#include <exception>

#include "absl/status/status.h"
#include "common/observability/log.h"
#include "common/rpc/call.h"
#include "common/rpc/runtime.h"

namespace peerchallenge::rpc {

// What may leave the server: a status with a reason as it is. Any other is a defect (or a
// cancellation that a library noticed): it is logged here with its text, and becomes INTERNAL (or
// CANCELLED, DEADLINE_EXCEEDED) without it.
absl::Status Presentable(const absl::Status& status, const Call& call, observability::Log& log);

// The same for an exception that a handler let through; `exception` is null for one of an unknown
// type.
absl::Status PresentableException(const std::exception* exception, const Call& call,
                                  observability::Log& log);

// Writes the outcome to the audit log; gives the outcome, or why it could not be written.
absl::Status Audited(const ServedMethod& served, const Call& call, const absl::Status& outcome);

// Why a call ends whose stream gRPC has cancelled.
absl::Status WhyCancelled(const Runtime& runtime, const Call& call);

// Counts a call that has ended and writes its one line to the access log.
void RecordEnd(const ServedMethod& served, const Call& call, const absl::Status& status,
               std::chrono::steady_clock::time_point started);

// Runs `handler`, a function of a service that gives an absl::Status or StatusOr; an exception
// becomes INTERNAL.
template <typename Handler>
auto Guarded(const Call& call, observability::Log& log, Handler handler) -> decltype(handler()) {
  try {
    return handler();
  } catch (const std::exception& exception) {
    return PresentableException(&exception, call, log);
  } catch (...) {
    return PresentableException(nullptr, call, log);
  }
}

}  // namespace peerchallenge::rpc

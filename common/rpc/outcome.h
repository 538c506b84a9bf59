#pragma once

#include <chrono>
#include <exception>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/observability/log.h"
#include "common/rpc/call.h"
#include "common/rpc/runtime.h"

namespace peerchallenge::rpc {

// What may leave the server. A status with a reason as it is, but for INTERNAL and DATA_CORRUPT:
// these, and one without a reason, tell of the inside of the server. They are logged here with
// their text, under the request id, and leave as DATA_CORRUPT or INTERNAL without it (as CANCELLED
// or DEADLINE_EXCEEDED if a library noticed that). To be called once for a status.
absl::Status Presentable(const absl::Status& status, const Call& call, observability::Log& log);

// Writes the outcome to the audit log; gives the outcome, or why it could not be written.
absl::Status Audited(const ServedMethod& served, const Call& call, const absl::Status& outcome);

// Why a call ends whose stream gRPC has cancelled.
absl::Status WhyCancelled(const Runtime& runtime, const Call& call);

// Counts a call that has ended and writes its one line to the access log.
void RecordEnd(const ServedMethod& served, const Call& call, const absl::Status& status,
               std::chrono::steady_clock::time_point started);

// Runs `handler`, a function of a service that gives an absl::Status or StatusOr; an exception
// becomes an error without a reason.
template <typename Handler>
auto Guarded(Handler handler) -> decltype(handler()) {
  try {
    return handler();
  } catch (const std::exception& exception) {
    return absl::InternalError(absl::StrCat("a handler threw: ", exception.what()));
  } catch (...) {
    return absl::InternalError("a handler threw something of an unknown type");
  }
}

}  // namespace peerchallenge::rpc

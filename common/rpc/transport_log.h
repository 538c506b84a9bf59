#pragma once

#include "common/observability/log.h"

namespace peerchallenge::rpc {

// Sends what gRPC and protobuf would write to standard error to `log`, as lines of its own; null:
// back to standard error. For the whole process. `log` lives until the next call and a moment
// longer: change it when no server runs.
void LogTransportTo(observability::Log* log);

// Drops it instead: for programs whose own errors say what went wrong. For the whole process, until
// the next call.
void SilenceTransport();

}  // namespace peerchallenge::rpc

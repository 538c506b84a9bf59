#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"

// absl::Status and its payloads <-> gRPC status with google.rpc.Status as details. The one place
// where a status' size is bounded: a status of more than 8 KiB would fail every call of its
// connection.
namespace peerchallenge::rpc {

inline constexpr size_t kMaxMessageBytes =
    1024;  // as sent, where a byte outside printable ASCII counts three
inline constexpr size_t kMaxDetailsBytes = 4096;

// Cuts the message at a character; leaves out details that do not fit, ErrorInfo last of all.
grpc::Status ToGrpc(const absl::Status& status);

// The way back, with the details as payloads. Details that cannot be read are left out.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace peerchallenge::rpc

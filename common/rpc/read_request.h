#pragma once

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace peerchallenge::rpc {

// Parses what came for a method into `request`. MALFORMED_REQUEST when the bytes are not a message
// of its type; FIELD_INVALID for what no method takes (validation::CheckRequest).
absl::Status ReadRequest(grpc::ByteBuffer& bytes, google::protobuf::Message& request);

}  // namespace peerchallenge::rpc

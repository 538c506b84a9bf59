#pragma once

#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace peerchallenge::rpc {

// `message` in one slice. Never the default ByteBuffer, which aborts the process when it is sent:
// an empty message is an empty slice.
grpc::ByteBuffer Serialize(const google::protobuf::Message& message);

// Reads `bytes` into `message`; false if they are not a message of its type (or no message came at
// all).
bool Parse(grpc::ByteBuffer& bytes, google::protobuf::Message& message);

}  // namespace peerchallenge::rpc

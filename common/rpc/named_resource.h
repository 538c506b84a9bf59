#pragma once

#include <string>

#include "google/protobuf/message.h"
#include "grpcpp/support/byte_buffer.h"

namespace peerchallenge::rpc {

// The resource that a request is about, for the audit log: its `name`, or else its `parent`, or
// else the `name` of the resource that it carries. Empty where it says none, and for anything that
// does not look like a resource name, so that no text of a request gets into the log.
std::string NamedResource(const google::protobuf::Message& request);

// The same for the request of a refused call, which nobody has read: the bytes are parsed as a
// message of `prototype`'s type for this alone. Empty for a large one (more than 16 KiB, which
// costs more than it tells) or a malformed one.
std::string NamedResource(grpc::ByteBuffer& request, const google::protobuf::Message& prototype);

// The resource that an answered call is about: where the reply is one that lies below `named`, the
// request's, the call made it; otherwise `named`.
std::string MadeResource(const std::string& named, const google::protobuf::Message& reply);

}  // namespace peerchallenge::rpc

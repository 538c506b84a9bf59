#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace peerchallenge::rpc {

// A client stream as the runtime sees it; handlers give a ClientStream.
class AnyClientStream {
 public:
  virtual ~AnyClientStream() = default;
  // The message is of the method's input type, the answer of its output type.
  virtual absl::Status TakeMessage(const google::protobuf::Message& message) = 0;
  virtual absl::StatusOr<std::unique_ptr<google::protobuf::Message>> FinishMessage() = 0;
};

// What a handler does with the messages that a client streams to it. The runtime pushes: while
// one message is taken the next one is read and no further one, so a call costs two messages of
// memory, and a client that sends slowly costs no thread. Everything here, the destructor
// included, runs on the worker pool, never twice at once, and may block on storage.
//
// The runtime destroys it before the call's end is forgotten, however the call ends. Without a
// Finish() before, the client went away, the deadline passed or the server drains: what is to be
// kept of the messages taken is kept by the destructor.
template <typename Request, typename Response>
class ClientStream : public AnyClientStream {
 public:
  // Takes the next message. An error ends the call with it.
  virtual absl::Status Take(const Request& message) = 0;

  // The client has ended its side: gives the answer, or the error with which the call ends.
  virtual absl::StatusOr<Response> Finish() = 0;

 private:
  absl::Status TakeMessage(const google::protobuf::Message& message) final {
    return Take(static_cast<const Request&>(message));
  }
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> FinishMessage() final {
    absl::StatusOr<Response> response = Finish();
    if (!response.ok()) return response.status();
    return std::make_unique<Response>(*std::move(response));
  }
};

}  // namespace peerchallenge::rpc

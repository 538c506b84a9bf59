#pragma once

#include <functional>
#include <memory>
#include <variant>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace peerchallenge::rpc {

// There is no message now; the stream calls `wake` when it is worth asking again.
struct Wait {};
// The stream has ended well.
struct End {};
using StreamStep = std::variant<std::unique_ptr<google::protobuf::Message>, Wait, End>;

// A server stream as a handler gives it to the runtime, which pulls: a slow client slows only its
// own stream. The runtime destroys it when the client goes away, the server drains or the stream
// ends.
class Stream {
 public:
  virtual ~Stream() = default;

  // Sets whom to call when Next() may have a message again: called once, before the first Next().
  // `wake` is cheap, may be called from any thread and more often than needed, but not after the
  // stream's destruction has returned.
  virtual void SetWake(std::function<void()> wake) = 0;

  // The next step. Runs on the worker pool, never twice at once; may block on storage, not on the
  // client. An error ends the stream with it.
  virtual absl::StatusOr<StreamStep> Next() = 0;

  // Whether the stream ends with the token that opened it: one that goes on showing what happens
  // does, one that carries the answer to a single question does not.
  virtual bool EndsWithToken() const { return true; }
};

}  // namespace peerchallenge::rpc

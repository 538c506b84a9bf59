#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/rpc/tls.h"
#include "google/protobuf/message.h"

// The client side of our services, without generated code and without gRPC in this header. Every
// error has a reason (errors::ReasonOf), also those that the transport makes: no answer is
// UNAVAILABLE (DEPENDENCY_UNAVAILABLE).
namespace peerchallenge::rpc {

// How one call is made.
struct CallOptions {
  absl::Time deadline = absl::InfiniteFuture();
  std::string bearer_token = {};   // whose call it is; empty = none
  std::string request_id = {};     // the server's log shows it; empty = the server makes one
  std::string traceparent = {};    // W3C trace context; empty = none
  std::stop_token cancelled = {};  // ends the call (CANCELLED)
};

// A call that is made to answer `call`: under its ids, cancelled with it, and with what is left of
// its deadline. Not with its caller's token: services call each other on their own account
// (peer.h).
CallOptions Within(const Call& call);

// The messages of a server stream, in order. Used by one thread; destroying it cancels the call.
class MessageReader {
 public:
  virtual ~MessageReader() = default;
  // Waits for the next message and stores it in `message`. False when the stream has ended well;
  // else its error.
  virtual absl::StatusOr<bool> Next(google::protobuf::Message& message) = 0;
};

template <typename Response>
class Reader {
 public:
  explicit Reader(std::unique_ptr<MessageReader> reader) : reader_(std::move(reader)) {}

  // The next message; none when the stream has ended well; else its error.
  absl::StatusOr<std::optional<Response>> Next() {
    Response response;
    const absl::StatusOr<bool> more = reader_->Next(response);
    if (!more.ok()) return more.status();
    if (!*more) return std::optional<Response>();
    return std::optional<Response>(std::move(response));
  }

 private:
  std::unique_ptr<MessageReader> reader_;
};

// The sending side of a client stream. Used by one thread; destroying it before Finish() cancels
// the call.
class MessageSender {
 public:
  virtual ~MessageSender() = default;
  // Sends the next message, waiting until the transport takes it. False when the call has ended:
  // Finish() then says how.
  virtual bool Send(const google::protobuf::Message& message) = 0;
  // Ends this side, waits for the answer and stores it in `response`; or gives the call's error.
  // Once.
  virtual absl::Status Finish(google::protobuf::Message& response) = 0;
};

template <typename Response>
class Sender {
 public:
  explicit Sender(std::unique_ptr<MessageSender> sender) : sender_(std::move(sender)) {}

  bool Send(const google::protobuf::Message& message) { return sender_->Send(message); }
  absl::StatusOr<Response> Finish() {
    Response response;
    absl::Status status = sender_->Finish(response);
    if (!status.ok()) return status;
    return response;
  }

 private:
  std::unique_ptr<MessageSender> sender_;
};

// A connection to one server (or to the replicas behind its name), which reconnects by itself. Make
// one per target and share it. Thread-safe. Its calls block: make them from the worker pool or from
// threads of one's own.
class Channel {
 public:
  virtual ~Channel() = default;

  // Calls a unary method, named "peerchallenge.scheduling.v1.ReviewService/GetReview".
  template <typename Response>
  absl::StatusOr<Response> Unary(const std::string& method,
                                 const google::protobuf::Message& request,
                                 const CallOptions& options) {
    Response response;
    absl::Status status = UnaryMessage(method, request, options, response);
    if (!status.ok()) return status;
    return response;
  }

  // Opens a server stream.
  template <typename Response>
  Reader<Response> Stream(const std::string& method, const google::protobuf::Message& request,
                          const CallOptions& options) {
    return Reader<Response>(StreamMessages(method, request, options));
  }

  // Opens a client stream.
  template <typename Response>
  Sender<Response> ClientStream(const std::string& method, const CallOptions& options) {
    return Sender<Response>(SendMessages(method, options));
  }

  // The same for messages whose type is known at run time only.
  virtual absl::Status UnaryMessage(const std::string& method,
                                    const google::protobuf::Message& request,
                                    const CallOptions& options,
                                    google::protobuf::Message& response) = 0;
  virtual std::unique_ptr<MessageReader> StreamMessages(const std::string& method,
                                                        const google::protobuf::Message& request,
                                                        const CallOptions& options) = 0;
  virtual std::unique_ptr<MessageSender> SendMessages(const std::string& method,
                                                      const CallOptions& options) = 0;
};

// A channel to `target`: "host:port", "[::1]:50051" or "unix:/path". Connects with the first call,
// which fails if it cannot. A Unix socket never uses `tls`. For a channel within the process see
// Server::InProcess(). INVALID_ARGUMENT for an empty target.
absl::StatusOr<std::shared_ptr<Channel>> OpenChannel(
    const std::string& target, const std::optional<ClientTls>& tls = std::nullopt);

}  // namespace peerchallenge::rpc

#include "common/rpc/client.h"

#include <functional>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/rpc/byte_buffers.h"
#include "common/rpc/grpc_channel.h"
#include "common/rpc/limits.h"
#include "common/rpc/request_metadata.h"
#include "common/rpc/status_bridge.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/impl/client_unary_call.h"
#include "grpcpp/impl/rpc_method.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/sync_stream.h"

namespace peerchallenge::rpc {
namespace {

using google::protobuf::Message;
using grpc::internal::RpcMethod;

// A call under way: its context, and the link from its stop token.
class Outgoing {
 public:
  Outgoing(const std::string& method, RpcMethod::RpcType type, const CallOptions& options)
      : path_(absl::StrCat("/", method)), method_(path_.c_str(), type) {
    if (options.deadline != absl::InfiniteFuture())
      context_.set_deadline(absl::ToChronoTime(options.deadline));
    if (!options.bearer_token.empty()) {
      context_.AddMetadata(kAuthorizationKey, absl::StrCat("Bearer ", options.bearer_token));
    }
    if (!options.request_id.empty()) context_.AddMetadata(kRequestIdKey, options.request_id);
    if (!options.traceparent.empty()) context_.AddMetadata(kTraceparentKey, options.traceparent);
    if (options.cancelled.stop_possible()) {
      on_stop_.emplace(options.cancelled, [this] { context_.TryCancel(); });
    }
  }

  grpc::ClientContext& context() { return context_; }
  const RpcMethod& method() const { return method_; }

 private:
  std::string path_;
  RpcMethod method_;
  grpc::ClientContext context_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;  // first to go
};

// Gives a reason to errors that no server of ours has sent.
absl::Status WithReason(const grpc::Status& status, const std::string& target) {
  absl::Status result = FromGrpc(status);
  if (result.ok() || errors::ReasonOf(result) != errors::v1::ERROR_REASON_UNSPECIFIED)
    return result;
  switch (result.code()) {
    case absl::StatusCode::kUnavailable:
      return errors::Make(errors::v1::ERROR_REASON_DEPENDENCY_UNAVAILABLE,
                          absl::StrCat("no answer from ", target, ": ", result.message()),
                          {{"service", target}});
    case absl::StatusCode::kDeadlineExceeded:
      return errors::Make(errors::v1::ERROR_REASON_DEADLINE_EXCEEDED,
                          "the call's deadline has passed");
    case absl::StatusCode::kCancelled:
      return errors::Make(errors::v1::ERROR_REASON_CANCELLED, "the call was cancelled");
    case absl::StatusCode::kUnimplemented:
      return errors::Make(errors::v1::ERROR_REASON_METHOD_UNKNOWN,
                          absl::StrCat(target, " has no such method: ", result.message()));
    case absl::StatusCode::kResourceExhausted:
      return errors::Make(errors::v1::ERROR_REASON_REQUEST_TOO_LARGE, result.message());
    default:
      return errors::Make(errors::v1::ERROR_REASON_INTERNAL,
                          absl::StrCat(target, ": ", result.message()));
  }
}

absl::Status Unreadable(const Message& message, const std::string& target) {
  return errors::Make(errors::v1::ERROR_REASON_INTERNAL,
                      absl::StrCat("the answer of ", target, " is not a ", message.GetTypeName()));
}

class GrpcReader final : public MessageReader {
 public:
  GrpcReader(grpc::Channel& channel, const std::string& target, const std::string& method,
             const Message& request, const CallOptions& options)
      : target_(target),
        call_(method, RpcMethod::SERVER_STREAMING, options),
        reader_(grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(
            &channel, call_.method(), &call_.context(), Serialize(request))) {}
  // Whoever stops reading cancels: gRPC asks for the status of every call before it goes.
  ~GrpcReader() override {
    if (ended_) return;
    call_.context().TryCancel();
    Finish().IgnoreError();
  }

  absl::StatusOr<bool> Next(Message& message) override {
    if (ended_) return *ended_;
    grpc::ByteBuffer bytes;
    if (reader_->Read(&bytes)) {
      if (Parse(bytes, message)) return true;
      call_.context().TryCancel();
      Finish().IgnoreError();
      ended_ = Unreadable(message, target_);
      return ended_->status();
    }
    absl::Status status = Finish();
    if (!status.ok()) return status;
    return false;
  }

 private:
  absl::Status Finish() {
    absl::Status status = WithReason(reader_->Finish(), target_);
    ended_ = status.ok() ? absl::StatusOr<bool>(false) : status;
    return status;
  }

  const std::string target_;
  Outgoing call_;
  std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader_;
  std::optional<absl::StatusOr<bool>> ended_;  // what every further Next() gives
};

class GrpcSender final : public MessageSender {
 public:
  GrpcSender(grpc::Channel& channel, const std::string& target, const std::string& method,
             const CallOptions& options)
      : target_(target),
        call_(method, RpcMethod::CLIENT_STREAMING, options),
        writer_(grpc::internal::ClientWriterFactory<grpc::ByteBuffer>::Create(
            &channel, call_.method(), &call_.context(), &response_)) {}
  // gRPC asks for the status of every call before it goes.
  ~GrpcSender() override {
    if (finished_) return;
    call_.context().TryCancel();
    writer_->Finish();
  }

  bool Send(const Message& message) override { return writer_->Write(Serialize(message)); }

  absl::Status Finish(Message& response) override {
    writer_->WritesDone();
    finished_ = true;
    absl::Status status = WithReason(writer_->Finish(), target_);
    if (!status.ok()) return status;
    return Parse(response_, response) ? absl::OkStatus() : Unreadable(response, target_);
  }

 private:
  const std::string target_;
  Outgoing call_;
  grpc::ByteBuffer response_;
  std::unique_ptr<grpc::ClientWriter<grpc::ByteBuffer>> writer_;
  bool finished_ = false;
};

class GrpcChannel final : public Channel {
 public:
  GrpcChannel(std::shared_ptr<grpc::Channel> channel, std::string target)
      : channel_(std::move(channel)), target_(std::move(target)) {}

  absl::Status UnaryMessage(const std::string& method, const Message& request,
                            const CallOptions& options, Message& response) override {
    Outgoing call(method, RpcMethod::NORMAL_RPC, options);
    grpc::ByteBuffer bytes;
    const grpc::Status status = grpc::internal::BlockingUnaryCall(
        channel_.get(), call.method(), &call.context(), Serialize(request), &bytes);
    if (!status.ok()) return WithReason(status, target_);
    return Parse(bytes, response) ? absl::OkStatus() : Unreadable(response, target_);
  }

  std::unique_ptr<MessageReader> StreamMessages(const std::string& method, const Message& request,
                                                const CallOptions& options) override {
    return std::make_unique<GrpcReader>(*channel_, target_, method, request, options);
  }

  std::unique_ptr<MessageSender> SendMessages(const std::string& method,
                                              const CallOptions& options) override {
    return std::make_unique<GrpcSender>(*channel_, target_, method, options);
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::string target_;
};

std::shared_ptr<grpc::ChannelCredentials> CredentialsFor(const std::string& target,
                                                         const std::optional<ClientTls>& tls) {
  if (!tls || absl::StartsWith(target, "unix:")) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials({tls->server_authority, tls->private_key, tls->certificate_chain});
}

}  // namespace

CallOptions Within(const Call& call) {
  return {.deadline = call.deadline,
          .bearer_token = "",
          .request_id = call.request_id,
          .traceparent = call.traceparent,
          .cancelled = call.cancelled};
}

std::shared_ptr<Channel> WrapChannel(std::shared_ptr<grpc::Channel> channel, std::string target) {
  return std::make_shared<GrpcChannel>(std::move(channel), std::move(target));
}

grpc::ChannelArguments ChannelSettings() {
  grpc::ChannelArguments settings;
  settings.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  settings.SetMaxReceiveMessageSize(static_cast<int>(kMaxTransportBytes));
  settings.SetMaxSendMessageSize(static_cast<int>(kMaxTransportBytes));
  settings.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  settings.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  settings.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // who may retry is decided by callers (retry.h)
  return settings;
}

absl::StatusOr<std::shared_ptr<Channel>> OpenChannel(const std::string& target,
                                                     const std::optional<ClientTls>& tls) {
  if (target.empty()) return errors::InvalidField("target", "", "host:port or unix:/path");
  return WrapChannel(
      grpc::CreateCustomChannel(target, CredentialsFor(target, tls), ChannelSettings()), target);
}

}  // namespace peerchallenge::rpc

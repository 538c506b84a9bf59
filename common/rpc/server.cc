#include "common/rpc/server.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "common/errors/errors.h"
#include "common/rpc/grpc_channel.h"
#include "common/rpc/listen_address.h"
#include "common/rpc/outcome.h"
#include "common/rpc/runtime.h"
#include "common/rpc/streaming_call.h"
#include "common/rpc/transport.h"
#include "common/rpc/unknown_method.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"

namespace peerchallenge::rpc {
namespace {

// gRPC cancels, without a reason, what reaches it while it closes its connections. So a server that
// drains refuses calls itself until clients have stopped to send them: for so long none has come,
// or for so long at most, where some do not care.
constexpr absl::Duration kQuiet = absl::Milliseconds(200);
constexpr absl::Duration kLongestWaitForQuiet = absl::Seconds(2);
constexpr int kMostReadAheadBytes = 1 << 20;
// Idle workers, too, need a moment to end.
constexpr absl::Duration kShortestGraceOfWorkers = absl::Milliseconds(500);

void ConfigureTransport(grpc::ServerBuilder& builder, const ServerOptions& options) {
  const int largest = static_cast<int>(options.max_transport_bytes);
  builder.SetMaxReceiveMessageSize(largest);
  builder.SetMaxSendMessageSize(largest);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  // A call's sender may be ahead of its reader by so much. Left to itself, gRPC lets that grow to
  // many megabytes with the speed of the line, and 20 uploads to half a gigabyte.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kMostReadAheadBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_calls_per_connection);
  // Off, so that a second server on the same port fails to start instead of taking half of the
  // connections.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kShortestPingIntervalMs);
  grpc::ResourceQuota quota("peerchallenge");
  quota.Resize(options.max_memory_bytes);
  builder.SetResourceQuota(quota);
}

std::shared_ptr<grpc::ServerCredentials> CredentialsFor(const ListenAddress& address,
                                                        const ServerOptions& options) {
  if (!options.tls || address.is_unix()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions ssl(
      options.tls->client_authority.empty()
          ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
          : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  ssl.pem_root_certs = options.tls->client_authority;
  ssl.pem_key_cert_pairs.push_back({options.tls->private_key, options.tls->certificate_chain});
  return grpc::SslServerCredentials(ssl);
}

}  // namespace

class Server::Impl {
 public:
  Impl(const MethodRegistry& registry, const ServerEnvironment& environment,
       const ServerOptions& options)
      : registry_(registry), runtime_(environment, options), transport_(registry, runtime_) {}
  // A handler that outlasted the drain still uses its method, and the worker the runtime.
  ~Impl() { runtime_.executor.Stop(absl::InfiniteDuration()); }

  absl::Status Start() {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    ConfigureTransport(builder, runtime_.options);
    std::vector<ListenAddress> wanted;
    for (const std::string& text : runtime_.options.listen) {
      absl::StatusOr<ListenAddress> address = ParseListenAddress("listen", text);
      if (!address.ok()) return address.status();
      wanted.push_back(*std::move(address));
    }
    std::vector<int> ports(wanted.size(), 0);
    for (size_t i = 0; i < wanted.size(); ++i) {
      builder.AddListeningPort(wanted[i].ToString(), CredentialsFor(wanted[i], runtime_.options),
                               &ports[i]);
    }
    for (const auto& service : transport_.services()) builder.RegisterService(service.get());
    builder.RegisterCallbackGenericService(&unknown_method_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return CannotListen(wanted, ports);
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (!wanted[i].is_unix()) wanted[i].port = ports[i];
      addresses_.push_back(wanted[i].ToString());
    }
    SetServing(true);
    return absl::OkStatus();
  }

  absl::Status Drain(absl::Duration grace) {
    const environment::MutexLock lock(drain_mutex_);
    if (!drained_) drained_ = DrainOnce(grace);
    return *drained_;
  }

  const std::vector<std::string>& addresses() const { return addresses_; }
  std::shared_ptr<Channel> InProcess() {
    return WrapChannel(server_->InProcessChannel(ChannelSettings()), "this process");
  }

 private:
  static absl::Status CannotListen(const std::vector<ListenAddress>& wanted,
                                   const std::vector<int>& ports) {
    for (size_t i = 0; i < wanted.size(); ++i) {
      if (ports[i] > 0) continue;
      return absl::UnavailableError(absl::StrCat("cannot listen on ", wanted[i].ToString(),
                                                 ": is it in use, and may this user have it?"));
    }
    return absl::UnavailableError("the gRPC server does not start");
  }

  void SetServing(bool serving) {
    grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
    health->SetServingStatus("", serving);  // the server as a whole
    for (const auto* service : registry_.services())
      health->SetServingStatus(service->full_name(), serving);
  }

  // 1. Health says so, so that balancers send nobody any more. 2. New calls are refused and streams
  // closed; both know where to go on. 3. Running calls end, and no more come. 4. gRPC ends what is
  // left (calls over their time, health watchers) and its connections. 5. The stores and the
  // workers end what calls have left behind; nothing can hand them work any more.
  absl::Status DrainOnce(absl::Duration grace) {
    SetServing(false);
    runtime_.draining.store(true);
    for (const auto& stream : runtime_.open_streams.All()) {
      stream->Close(errors::Make(errors::v1::ERROR_REASON_DRAINING,
                                 "the server is stopping: resume elsewhere"));
    }
    if (runtime_.calls.WaitForNone(grace)) {
      runtime_.calls.WaitForQuiet(kQuiet, std::min(grace, kLongestWaitForQuiet));
    }
    server_->Shutdown(std::chrono::system_clock::now());
    grace = std::max(grace, kShortestGraceOfWorkers);
    // A worker may have handed a last call to the store.
    if (runtime_.in_store.WaitForNone(grace) && runtime_.executor.Stop(grace) &&
        runtime_.in_store.WaitForNone(grace)) {
      return absl::OkStatus();
    }
    return absl::DeadlineExceededError("a handler still runs, though its call was cancelled");
  }

  const MethodRegistry& registry_;
  UnknownMethod unknown_method_;
  Runtime runtime_;
  Transport transport_;
  std::unique_ptr<grpc::Server> server_;
  std::vector<std::string> addresses_;
  environment::Mutex drain_mutex_;
  std::optional<absl::Status> drained_ ABSL_GUARDED_BY(drain_mutex_);
};

absl::StatusOr<std::unique_ptr<Server>> Server::BuildAndStart(const MethodRegistry& registry,
                                                              const ServerEnvironment& environment,
                                                              const ServerOptions& options) {
  absl::Status complete = registry.Check();
  if (!complete.ok()) return complete;
  // Debian builds Abseil with its search for lock cycles on: a twentieth of each call's CPU time
  // goes into looking at gRPC's own locks.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  auto impl = std::make_unique<Impl>(registry, environment, options);
  absl::Status started = impl->Start();
  if (!started.ok()) return started;
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { impl_->Drain(absl::ZeroDuration()).IgnoreError(); }

const std::vector<std::string>& Server::addresses() const { return impl_->addresses(); }
std::shared_ptr<Channel> Server::InProcess() { return impl_->InProcess(); }
absl::Status Server::Drain(absl::Duration grace) { return impl_->Drain(grace); }

}  // namespace peerchallenge::rpc

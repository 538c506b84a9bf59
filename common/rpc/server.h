#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"
#include "common/observability/metrics.h"
#include "common/rpc/guard.h"
#include "common/rpc/limits.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/tls.h"

namespace peerchallenge::rpc {

class Channel;

struct ServerOptions {
  // "127.0.0.1:50051", "[::1]:0" (port 0 = any free one), "unix:/run/peerchallenge.sock". None:
  // in-process only.
  std::vector<std::string> listen;
  std::optional<ServerTls> tls;  // for the TCP addresses; a Unix socket never uses it

  int workers = 64;           // threads that run handlers
  size_t queue_limit = 1000;  // calls that wait for a worker; more are refused (OVERLOADED)
  absl::Duration retry_after = absl::Seconds(1);  // told to those refused

  size_t max_request_bytes = 4 << 20;  // larger ones are answered with REQUEST_TOO_LARGE
  size_t max_transport_bytes =
      kMaxTransportBytes;               // larger ones are cut off by gRPC itself, without a reason
  size_t max_memory_bytes = 512 << 20;  // of the transport's buffers
  int max_calls_per_connection = 1000;  // at once; a client queues further ones by itself

  size_t max_streams = 2000;            // open at once (QUOTA_EXCEEDED)
  size_t max_streams_per_caller = 100;  // open at once, of one subject (QUOTA_EXCEEDED)
};

// What a server needs of its process; all outlive it.
struct ServerEnvironment {
  Authenticator& authenticator;
  MethodGuard& guard;
  const environment::Clock& clock;
  environment::RandomSource& random;
  observability::Log& log;
  observability::Metrics& metrics;
};

// A gRPC server over the methods of a registry, with health and reflection. Thread-safe.
class Server {
 public:
  // Listens and serves. FAILED_PRECONDITION if the registry is incomplete; UNAVAILABLE if an
  // address cannot be had; INVALID_ARGUMENT for one that cannot be understood. `registry` and what
  // its handlers use outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> BuildAndStart(const MethodRegistry& registry,
                                                               const ServerEnvironment& environment,
                                                               const ServerOptions& options);
  // Drains with no grace, unless Drain() came before.
  ~Server();

  // Where it listens, in the order of ServerOptions::listen, with the ports that were chosen.
  const std::vector<std::string>& addresses() const;

  // A channel to this server without a network between. Lives at most as long as the server.
  std::shared_ptr<Channel> InProcess();

  // Stops: health says NOT_SERVING, new calls and open streams get UNAVAILABLE (DRAINING), running
  // calls have `grace` to end, then they are cancelled; workers stop last. OK if all ended.
  // DEADLINE_EXCEEDED if a handler still runs `grace` (at least 500 ms) after its cancellation:
  // then what it uses must not be destroyed. Later calls return what the first did.
  absl::Status Drain(absl::Duration grace);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace peerchallenge::rpc

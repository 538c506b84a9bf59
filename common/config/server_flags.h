#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/observability/log.h"
#include "common/rpc/server.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::config {

// The flags that every server binary has, declared once. What is specific to a service is declared
// beside it.
struct ServerFlags {
  std::vector<std::string> listen = {"127.0.0.1:50051"};
  std::string tls_cert;  // files, PEM
  std::string tls_key;
  std::string tls_client_ca;
  int workers = 64;
  size_t queue_limit = 1000;
  size_t max_streams = 2000;
  size_t max_streams_per_caller = 100;
  absl::Duration drain_grace = absl::Seconds(10);

  std::string data_dir = "var";  // embedded databases, the embedded issuer's key
  std::string database;          // empty: an SQLite file per service in data_dir

  std::string token_issuer;  // empty: only the embedded issuer
  std::vector<std::string> token_audience = {"peerchallenge"};
  std::string token_keys;                       // a file or an https:// URL
  std::vector<std::string> client_certificate;  // rules, see access::ParseCertificateRule

  observability::LogOptions log;
  std::string metrics_address;  // empty: not published

  // Declares them on `app`; this outlives it.
  void AddTo(CLI::App& app);

  // What the server needs of them; reads the TLS files. FIELD_INVALID that names the flag: a file
  // that cannot be read, a certificate without its key, an address that others can reach but is not
  // kept by client certificates.
  absl::StatusOr<rpc::ServerOptions> ToServerOptions() const;
};

}  // namespace peerchallenge::config

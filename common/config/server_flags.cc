#include "common/config/server_flags.h"

#include "common/config/options.h"
#include "common/config/pem_file.h"
#include "common/errors/errors.h"
#include "common/rpc/listen_address.h"

namespace peerchallenge::config {
namespace {

constexpr char kListening[] = "Listening";
constexpr char kWork[] = "Work and limits";
constexpr char kData[] = "Data";
constexpr char kSignIn[] = "Callers";
constexpr char kWatching[] = "Logs and metrics";

const std::map<std::string, observability::Level>& Levels() {
  static const std::map<std::string, observability::Level> levels = {
      {"debug", observability::Level::kDebug},
      {"info", observability::Level::kInfo},
      {"warning", observability::Level::kWarning},
      {"error", observability::Level::kError}};
  return levels;
}

const std::map<std::string, observability::LogFormat>& Formats() {
  static const std::map<std::string, observability::LogFormat> formats = {
      {"text", observability::LogFormat::kText}, {"json", observability::LogFormat::kJson}};
  return formats;
}

absl::StatusOr<rpc::ServerTls> ReadTls(const ServerFlags& flags) {
  if (flags.tls_cert.empty() || flags.tls_key.empty()) {
    return errors::InvalidField("--tls-key", flags.tls_key,
                                "both --tls-cert and --tls-key, or neither of them");
  }
  rpc::ServerTls tls;
  auto certificate = ReadPem("--tls-cert", flags.tls_cert);
  if (!certificate.ok()) return certificate.status();
  auto key = ReadPem("--tls-key", flags.tls_key);
  if (!key.ok()) return key.status();
  tls.certificate_chain = *std::move(certificate);
  tls.private_key = *std::move(key);
  if (!flags.tls_client_ca.empty()) {
    auto authority = ReadPem("--tls-client-ca", flags.tls_client_ca);
    if (!authority.ok()) return authority.status();
    tls.client_authority = *std::move(authority);
  }
  return tls;
}

// The gRPC library in use has known ways for a stranger to stop it, so strangers do not get to talk
// to it: the gateway faces users.
absl::Status CheckReach(const ServerFlags& flags) {
  for (const std::string& text : flags.listen) {
    const absl::StatusOr<rpc::ListenAddress> address = rpc::ParseListenAddress("--listen", text);
    if (!address.ok()) return address.status();
    if (!address->is_local() && flags.tls_client_ca.empty()) {
      return errors::InvalidField(
          "--listen", text,
          "a loopback address or a Unix socket, or with it --tls-cert, --tls-key and "
          "--tls-client-ca so that only known clients connect");
    }
  }
  return absl::OkStatus();
}

}  // namespace

void ServerFlags::AddTo(CLI::App& app) {
  AddList(app, "--listen", listen,
          "Where to serve gRPC: host:port (port 0 = any free one) or unix:/path")
      ->group(kListening);
  AddOption(app, "--tls-cert", tls_cert, "Certificate chain of this server (PEM file)")
      ->group(kListening);
  AddOption(app, "--tls-key", tls_key, "Private key of this server (PEM file)")->group(kListening);
  AddOption(app, "--tls-client-ca", tls_client_ca,
            "Authority that signs the clients' certificates (PEM file)")
      ->group(kListening);

  AddNumber(app, "--workers", workers, "Calls that are worked on at once", 1, 1024)->group(kWork);
  AddNumber<size_t>(app, "--queue-limit", queue_limit,
                    "Calls that wait for a worker; more are refused", 1, 1'000'000)
      ->group(kWork);
  AddNumber<size_t>(app, "--max-streams", max_streams, "Streams that are open at once", 1,
                    1'000'000)
      ->group(kWork);
  AddNumber<size_t>(app, "--max-streams-per-caller", max_streams_per_caller,
                    "Streams of one caller", 1, 1'000'000)
      ->group(kWork);
  AddDuration(app, "--drain-grace", drain_grace, "How long running calls may go on after SIGTERM",
              absl::ZeroDuration())
      ->group(kWork);

  AddOption(app, "--data-dir", data_dir,
            "Folder of the embedded databases and of the embedded issuer's key")
      ->group(kData);
  AddOption(
      app, "--database", database,
      "sqlite:/path or postgresql://user@host/database; empty = an SQLite file in the data folder")
      ->group(kData);

  AddOption(app, "--token-issuer", token_issuer,
            "Issuer of the callers' tokens (iss); empty = the embedded one only")
      ->group(kSignIn);
  AddList(app, "--token-audience", token_audience, "For whom their tokens are meant (aud)")
      ->group(kSignIn);
  AddOption(app, "--token-keys", token_keys,
            "Their keys: a PEM or JWKS file, or the https:// address of a JWKS")
      ->group(kSignIn);
  AddRepeated(app, "--client-certificate", client_certificate,
              "Who a client certificate stands for: 'NAME GRANT[,GRANT...]'")
      ->group(kSignIn);

  AddChoice(app, "--log-level", log.level, "Least level of the lines that are written", Levels())
      ->group(kWatching);
  AddChoice(app, "--log-format", log.format, "Form of the lines", Formats())->group(kWatching);
  AddOption(app, "--log-file", log.file, "File to append to; empty = standard error")
      ->group(kWatching);
  AddOption(app, "--metrics-address", metrics_address,
            "Where to publish metrics (host:port); empty = nowhere")
      ->group(kWatching);
}

absl::StatusOr<rpc::ServerOptions> ServerFlags::ToServerOptions() const {
  absl::Status reach = CheckReach(*this);
  if (!reach.ok()) return reach;
  rpc::ServerOptions options;
  if (!tls_cert.empty() || !tls_key.empty() || !tls_client_ca.empty()) {
    absl::StatusOr<rpc::ServerTls> tls = ReadTls(*this);
    if (!tls.ok()) return tls.status();
    options.tls = *std::move(tls);
  }
  options.listen = listen;
  options.workers = workers;
  options.queue_limit = queue_limit;
  options.max_streams = max_streams;
  options.max_streams_per_caller = max_streams_per_caller;
  return options;
}

}  // namespace peerchallenge::config

#include "services/peerchallenge/client.h"

#include <filesystem>
#include <iostream>
#include <limits>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/access/grant_text.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/rpc/retry.h"
#include "services/peerchallenge/files.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/options.h"

namespace peerchallenge::cli {
namespace {

constexpr size_t kMaxSecretBytes = size_t{64} << 10;
constexpr absl::Duration kTokenLifetime = absl::Hours(1);
constexpr char kSubject[] = "command-line";

// The file's content; nothing for an empty path.
absl::StatusOr<std::string> ReadOptional(const std::string& path) {
  if (path.empty()) return std::string();
  std::istringstream no_input;
  return ReadInput(path, no_input, kMaxSecretBytes);
}

absl::StatusOr<std::optional<rpc::ClientTls>> ReadTls(const ClientOptions& options) {
  const bool any = options.tls || !options.tls_ca.empty() || !options.tls_client_cert.empty();
  if (!any) return std::optional<rpc::ClientTls>();
  rpc::ClientTls tls;
  for (const auto& [path, target] : {std::pair(options.tls_ca, &tls.server_authority),
                                     std::pair(options.tls_client_cert, &tls.certificate_chain),
                                     std::pair(options.tls_client_key, &tls.private_key)}) {
    auto text = ReadOptional(path);
    if (!text.ok()) return text.status();
    *target = *std::move(text);
  }
  return std::optional(std::move(tls));
}

bool IsMissingToken(const absl::Status& status) {
  return errors::ReasonOf(status) == errors::v1::ERROR_REASON_CREDENTIALS_MISSING;
}

}  // namespace

void AddClientOptions(CLI::App& app, ClientOptions& options) {
  constexpr char kGroup[] = "Server";
  AddOption(app, "--server", options.server, "host:port or unix:/path")->group(kGroup);
  AddOption(app, "--token", options.token, "Token to show; see 'peerchallenge token'")
      ->group(kGroup);
  AddOption(app, "--token-file", options.token_file, "File that holds the token")->group(kGroup);
  AddOption(app, "--data-dir", options.data_dir,
            "The server's data directory: without a token, one is signed with the key in it")
      ->group(kGroup);
  AddRepeated(
      app, "--act-as", options.act_as,
      "What a token signed here grants, for example PROGRAMME_OFFICE@regions/east-midlands; "
      "may be repeated\n[ADMINISTRATOR, and PROGRAMME_OFFICE of the request's region]")
      ->type_name("GRANT")
      ->group(kGroup);
  AddOption(app, "--as", options.as,
            "Whose token is signed here: a person's name, as a reviewer unless --act-as says more")
      ->group(kGroup);
  AddFlag(app, "--tls", options.tls, "Use TLS, trusting the system's authorities")->group(kGroup);
  AddOption(app, "--tls-ca", options.tls_ca, "Use TLS, trusting the authorities in this PEM file")
      ->group(kGroup);
  CLI::Option* cert = AddOption(app, "--tls-client-cert", options.tls_client_cert,
                                "Certificate to show, a PEM file");
  CLI::Option* key =
      AddOption(app, "--tls-client-key", options.tls_client_key, "Its key, a PEM file");
  cert->needs(key)->group(kGroup);
  key->needs(cert)->group(kGroup);
  AddDuration(app, "--timeout", options.timeout, "Longest time for one call")->group(kGroup);
  AddDuration(app, "--wait", options.wait, "How long to try again while no server answers",
              absl::ZeroDuration())
      ->group(kGroup);
}

Client::Client(const ClientOptions& options, std::optional<rpc::ClientTls> tls)
    : options_(options),
      tls_(std::move(tls)),
      request_id_(absl::StrCat("cli-", environment::NewUuidV7(clock_, random_))) {}

absl::StatusOr<std::unique_ptr<Client>> Client::Open(const ClientOptions& options) {
  auto tls = ReadTls(options);
  if (!tls.ok()) return tls.status();
  std::unique_ptr<Client> client(new Client(options, *std::move(tls)));
  if (absl::Status status = client->Reconnect(); !status.ok()) return status;
  if (absl::Status status = client->ReadToken(); !status.ok()) return status;
  return client;
}

absl::Status Client::Reconnect() {
  channel_.reset();
  auto channel = rpc::OpenChannel(options_.server, tls_);
  if (!channel.ok()) return channel.status();
  channel_ = *std::move(channel);
  return absl::OkStatus();
}

absl::Status Client::ReadToken() {
  auto from_file = ReadOptional(options_.token_file);
  if (!from_file.ok()) return from_file.status();
  absl::StripAsciiWhitespace(&*from_file);
  token_ = options_.token.empty() ? *std::move(from_file) : options_.token;
  return absl::OkStatus();
}

absl::Status Client::FindIssuer() {
  const std::filesystem::path directory = options_.data_dir;
  std::error_code ignored;
  const bool has_key =
      std::filesystem::exists(directory / access::EmbeddedIssuer::kKeyFile, ignored);
  if (issuer_ != nullptr || !has_key) return absl::OkStatus();
  auto issuer = access::EmbeddedIssuer::Open(directory, clock_);
  if (!issuer.ok()) return issuer.status();
  issuer_ = *std::move(issuer);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<access::Grant>> Client::GrantsFor(
    const google::protobuf::Message& request) const {
  std::vector<std::string> texts = options_.act_as;
  const std::string region = RegionIn(request);
  if (texts.empty() && options_.as.empty()) texts.emplace_back("ADMINISTRATOR");
  if (options_.act_as.empty() && !region.empty()) {
    texts.push_back(absl::StrCat(options_.as.empty() ? "PROGRAMME_OFFICE@" : "REVIEWER@", region));
  }
  std::vector<access::Grant> grants;
  for (const std::string& text : texts) {
    auto grant = access::ParseGrant(text, "--act-as");
    if (!grant.ok()) return grant.status();
    grants.push_back(*std::move(grant));
  }
  return grants;
}

absl::StatusOr<rpc::CallOptions> Client::OptionsFor(const google::protobuf::Message& request) {
  rpc::CallOptions call;
  call.request_id = request_id_;
  call.bearer_token = token_;
  if (!token_.empty()) return call;
  if (absl::Status status = FindIssuer(); !status.ok()) return status;
  if (issuer_ == nullptr) return call;
  const auto grants = GrantsFor(request);
  if (!grants.ok()) return grants.status();
  auto token =
      issuer_->IssueToken(options_.as.empty() ? kSubject : options_.as, *grants, kTokenLifetime);
  if (!token.ok()) return token.status();
  call.bearer_token = *std::move(token);
  return call;
}

absl::Status Client::Attempt(const std::string& method, const google::protobuf::Message& request,
                             google::protobuf::Message& response) {
  auto call = OptionsFor(request);
  if (!call.ok()) return call.status();
  call->deadline = clock_.Now() + options_.timeout;
  return channel_->UnaryMessage(method, request, *call, response);
}

absl::Status Client::WhileUnavailable(absl::FunctionRef<absl::Status()> attempt) {
  const absl::Time give_up = clock_.Now() + options_.wait;
  rpc::RetryPolicy policy;
  policy.attempts = std::numeric_limits<int>::max();
  const rpc::Retrier retrier(policy, clock_, random_);
  return Explained(retrier.Run(give_up, [&] {
    absl::Status status = attempt();
    // A server that starts just now makes its key just before it answers.
    if (IsMissingToken(status)) status = attempt();
    if (!absl::IsUnavailable(status)) return status;
    const absl::Status reconnected = Reconnect();
    return reconnected.ok() ? status : reconnected;
  }));
}

absl::Status Client::CallMessage(const std::string& method,
                                 const google::protobuf::Message& request,
                                 google::protobuf::Message& response) {
  return WhileUnavailable([&] { return Attempt(method, request, response); });
}

absl::StatusOr<std::unique_ptr<rpc::MessageReader>> Client::OpenStream(
    const std::string& method, const google::protobuf::Message& request, std::stop_token stop,
    google::protobuf::Message& first) {
  std::unique_ptr<rpc::MessageReader> opened;
  absl::Status status = WhileUnavailable([&]() -> absl::Status {
    opened.reset();  // before the connection is forgotten
    auto reader = StreamMessages(method, request, stop);
    if (!reader.ok()) return reader.status();
    const absl::StatusOr<bool> more = (*reader)->Next(first);
    if (more.ok() && *more) opened = *std::move(reader);
    return more.status();
  });
  if (!status.ok()) return status;
  return opened;
}

absl::StatusOr<std::unique_ptr<rpc::MessageReader>> Client::StreamMessages(
    const std::string& method, const google::protobuf::Message& request, std::stop_token stop) {
  auto call = OptionsFor(request);
  if (!call.ok()) return call.status();
  call->cancelled = std::move(stop);
  return channel_->StreamMessages(method, request, *call);
}

absl::Status Client::Explained(const absl::Status& status) const {
  if (!IsMissingToken(status)) return status;
  return errors::Make(
      errors::v1::ERROR_REASON_CREDENTIALS_MISSING,
      absl::StrCat("no token: give --token or --token-file, or with --data-dir the server's data "
                   "directory (there is no ",
                   std::string(access::EmbeddedIssuer::kKeyFile), " in '", options_.data_dir,
                   "')"));
}

std::string Client::NewRequestId() { return environment::NewUuidV7(clock_, random_); }

}  // namespace peerchallenge::cli

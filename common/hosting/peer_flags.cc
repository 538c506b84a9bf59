#include "common/hosting/peer_flags.h"

#include <CLI/CLI.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/config/options.h"
#include "common/config/pem_file.h"
#include "common/errors/errors.h"
#include "common/rpc/tls.h"

namespace peerchallenge::hosting {

void PeerFlags::AddTo(CLI::App& app, const std::string& service) {
  service_ = service;
  const std::string flag = absl::StrCat("--", service);
  const auto add = [&](const std::string& ending, std::string& value, const std::string& text) {
    config::AddOption(app, flag + ending, value, text)->group("Other services");
  };
  add("", address, absl::StrCat("Where ", service, " serves: host:port"));
  add("-ca", ca,
      absl::StrCat("Authority that signs the certificate of ", service,
                   " (PEM file); empty = the system's list"));
  add("-cert", cert, absl::StrCat("Certificate that is shown to ", service, " (PEM file)"));
  add("-key", key, "Its private key (PEM file)");
}

absl::StatusOr<std::shared_ptr<rpc::Channel>> PeerFlags::Open() const {
  const std::string flag = absl::StrCat("--", service_);
  if (address.empty() || absl::StartsWith(address, "unix:")) {
    return errors::InvalidField(flag, address, "host:port of a server that takes certificates");
  }
  rpc::ClientTls tls;
  if (!ca.empty()) {
    auto authority = config::ReadPem(flag + "-ca", ca);
    if (!authority.ok()) return authority.status();
    tls.server_authority = *std::move(authority);
  }
  auto certificate = config::ReadPem(flag + "-cert", cert);
  if (!certificate.ok()) return certificate.status();
  auto private_key = config::ReadPem(flag + "-key", key);
  if (!private_key.ok()) return private_key.status();
  tls.certificate_chain = *std::move(certificate);
  tls.private_key = *std::move(private_key);
  return rpc::OpenChannel(address, tls);
}

}  // namespace peerchallenge::hosting

#include "common/access/gate.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "common/access/audit_recorder.h"
#include "common/access/certificates.h"
#include "common/access/embedded_issuer.h"
#include "common/access/in_process_accounts.h"
#include "common/access/key_file.h"
#include "common/access/key_url.h"
#include "common/access/token_verifier.h"
#include "common/errors/errors.h"

namespace peerchallenge::access {
namespace {

absl::StatusOr<std::shared_ptr<KeySource>> OpenKeys(const std::string& where,
                                                    const environment::Clock& clock,
                                                    observability::Log& log) {
  if (absl::StrContains(where, "://")) {
    KeyUrlOptions options;
    options.url = where;
    auto keys = KeyUrl::Open(std::move(options), clock, log);
    if (!keys.ok()) return keys.status();
    return std::shared_ptr<KeySource>(*std::move(keys));
  }
  auto keys = KeyFile::Open(where, clock, log);
  if (!keys.ok()) return keys.status();
  return std::shared_ptr<KeySource>(*std::move(keys));
}

absl::StatusOr<std::optional<Issuer>> OpenIssuer(const GateOptions& options,
                                                 const environment::Clock& clock,
                                                 observability::Log& log) {
  if (options.issuer.empty() != options.keys.empty()) {
    return errors::InvalidField("--token-keys", options.keys,
                                "both --token-issuer and --token-keys, or neither of them");
  }
  if (options.issuer.empty()) return std::nullopt;
  auto keys = OpenKeys(options.keys, clock, log);
  if (!keys.ok()) return keys.status();
  Issuer issuer;
  issuer.name = options.issuer;
  issuer.audiences = options.audiences;
  issuer.keys = *std::move(keys);
  return issuer;
}

}  // namespace

struct Gate::Parts {
  std::unique_ptr<EmbeddedIssuer> embedded;
  std::unique_ptr<TokenVerifier> tokens;
  std::unique_ptr<InProcessAccounts> in_process;
  std::vector<std::unique_ptr<AuditRecorder>> recorders;
  std::unique_ptr<Guard> guard;
};

absl::StatusOr<std::unique_ptr<Gate>> Gate::Open(const GateOptions& options,
                                                 const GateParts& needed) {
  std::vector<CertificateRule> rules;
  for (const std::string& text : options.certificate_rules) {
    auto rule = ParseCertificateRule(text, "--client-certificate");
    if (!rule.ok()) return rule.status();
    rules.push_back(*std::move(rule));
  }
  auto parts = std::make_unique<Parts>();
  auto embedded = EmbeddedIssuer::Open(options.data_dir, needed.clock);
  if (!embedded.ok()) return embedded.status();
  parts->embedded = *std::move(embedded);
  TokenVerifierOptions verifier;
  verifier.issuers.push_back(parts->embedded->AsIssuer());
  auto issuer = OpenIssuer(options, needed.clock, needed.log);
  if (!issuer.ok()) return issuer.status();
  if (issuer->has_value()) verifier.issuers.push_back(**std::move(issuer));
  auto tokens = TokenVerifier::Create(std::move(verifier), needed.clock);
  if (!tokens.ok()) return tokens.status();
  parts->tokens = *std::move(tokens);
  parts->in_process = std::make_unique<InProcessAccounts>(needed.random);
  std::vector<ServiceAudit> audits;
  for (const HostedService& service : needed.services) {
    auto& recorder = parts->recorders.emplace_back(
        std::make_unique<AuditRecorder>(service.audit_log, needed.clock, needed.log));
    audits.push_back({service.package, service.audit_log, *recorder});
  }
  parts->guard =
      std::make_unique<Guard>(GuardParts{*parts->tokens, needed.grants, std::move(audits),
                                         needed.clock, parts->in_process.get()},
                              std::move(rules));
  return std::unique_ptr<Gate>(new Gate(std::move(parts)));
}

Gate::Gate(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gate::~Gate() = default;
Guard& Gate::guard() { return *parts_->guard; }
std::string Gate::TokenOf(const std::string& service) const {
  return parts_->in_process->TokenOf(service);
}

}  // namespace peerchallenge::access

#include "common/access/gate.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "common/access/audit_recorder.h"
#include "common/access/certificates.h"
#include "common/access/embedded_issuer.h"
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
  std::unique_ptr<AuditRecorder> recorder;
  std::unique_ptr<Guard> guard;
};

absl::StatusOr<std::unique_ptr<Gate>> Gate::Open(const GateOptions& options, GrantSource& grants,
                                                 AuditLog& audit_log,
                                                 const environment::Clock& clock,
                                                 observability::Log& log) {
  std::vector<CertificateRule> rules;
  for (const std::string& text : options.certificate_rules) {
    auto rule = ParseCertificateRule(text, "--client-certificate");
    if (!rule.ok()) return rule.status();
    rules.push_back(*std::move(rule));
  }
  auto parts = std::make_unique<Parts>();
  auto embedded = EmbeddedIssuer::Open(options.data_dir, clock);
  if (!embedded.ok()) return embedded.status();
  parts->embedded = *std::move(embedded);
  TokenVerifierOptions verifier;
  verifier.issuers.push_back(parts->embedded->AsIssuer());
  auto issuer = OpenIssuer(options, clock, log);
  if (!issuer.ok()) return issuer.status();
  if (issuer->has_value()) verifier.issuers.push_back(**std::move(issuer));
  auto tokens = TokenVerifier::Create(std::move(verifier), clock);
  if (!tokens.ok()) return tokens.status();
  parts->tokens = *std::move(tokens);
  parts->recorder = std::make_unique<AuditRecorder>(audit_log, clock, log);
  parts->guard = std::make_unique<Guard>(
      GuardParts{*parts->tokens, grants, audit_log, *parts->recorder, clock}, std::move(rules));
  return std::unique_ptr<Gate>(new Gate(std::move(parts)));
}

Gate::Gate(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gate::~Gate() = default;
Guard& Gate::guard() { return *parts_->guard; }

}  // namespace peerchallenge::access

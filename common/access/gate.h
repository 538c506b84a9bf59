#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/access/audit_log.h"
#include "common/access/grant_source.h"
#include "common/access/guard.h"
#include "common/environment/clock.h"
#include "common/environment/random.h"
#include "common/observability/log.h"

namespace peerchallenge::access {

// Whose callers a server lets in, as its flags say it.
struct GateOptions {
  std::filesystem::path data_dir;      // holds the embedded issuer's key
  std::string issuer;                  // `iss` of another issuer's tokens; empty: none
  std::vector<std::string> audiences;  // `aud` of those
  std::string keys;                    // of that issuer: a file, or the https address of a JWKS
  std::vector<std::string> certificate_rules;  // see ParseCertificateRule
};

// A service behind a gate, and where its calls are written down.
struct HostedService {
  std::string package;  // "peerchallenge.scheduling.v1"
  AuditLog& audit_log;
};

// What a gate needs; all outlive it.
struct GateParts {
  GrantSource& grants;
  std::vector<HostedService> services;  // at least one
  const environment::Clock& clock;
  environment::RandomSource& random;
  observability::Log& log;
};

// A guard with everything that it is made of: the embedded issuer, another issuer where there is
// one, the accounts of services within the process, and the recorders of the audit logs.
class Gate {
 public:
  // Makes the embedded issuer's key if there is none. FIELD_INVALID naming the flag that is wrong.
  static absl::StatusOr<std::unique_ptr<Gate>> Open(const GateOptions& options,
                                                    const GateParts& needed);
  ~Gate();

  Guard& guard();
  // The token with which a service that is hosted here calls the others on its own account.
  std::string TokenOf(const std::string& service) const;

 private:
  struct Parts;
  explicit Gate(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace peerchallenge::access

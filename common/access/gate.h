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

// A guard with everything that it is made of: the embedded issuer, another issuer where there is
// one, and the audit log's recorder.
class Gate {
 public:
  // Makes the embedded issuer's key if there is none. FIELD_INVALID naming the flag that is wrong;
  // `grants`, `audit_log`, `clock` and `log` outlive the gate.
  static absl::StatusOr<std::unique_ptr<Gate>> Open(const GateOptions& options, GrantSource& grants,
                                                    AuditLog& audit_log,
                                                    const environment::Clock& clock,
                                                    observability::Log& log);
  ~Gate();

  Guard& guard();

 private:
  struct Parts;
  explicit Gate(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace peerchallenge::access

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/access/audit_log.h"
#include "common/access/audit_recorder.h"
#include "common/access/certificates.h"
#include "common/access/grant_source.h"
#include "common/access/in_process_accounts.h"
#include "common/access/token_verifier.h"
#include "common/environment/clock.h"
#include "common/rpc/guard.h"

namespace peerchallenge::access {

// Where the calls of one service are written down.
struct ServiceAudit {
  std::string package;  // of the service: "peerchallenge.scheduling.v1"
  AuditLog& log;        // in the service's own database, so that an entry is part of its write
  AuditRecorder& recorder;
};

// What a Guard is made of; all outlive it.
struct GuardParts {
  TokenVerifier& tokens;
  GrantSource& grants;
  std::vector<ServiceAudit> audits;  // of the services that the server hosts; the first one also
                                     // for methods that are no one's
  const environment::Clock& clock;
  const InProcessAccounts* in_process = nullptr;  // null: the server hosts one service
};

// The gate of every server: who is calling, may they use the method, and what the audit log says of
// it.
class Guard final : public rpc::Authenticator, public rpc::MethodGuard {
 public:
  Guard(const GuardParts& parts, std::vector<CertificateRule> certificates);

  // A token decides who is calling, also when a certificate comes with it. Only without a token
  // does a certificate speak, for its own name. The token of a service's own account is one only
  // within the process. A bad token is an error, whatever else came.
  absl::StatusOr<Caller> Authenticate(const rpc::Credentials& credentials) override;
  // Stored grants are added to what the token or the certificate says.
  bool AddKnownGrants(Caller& caller) override;
  absl::Status AddStoredGrants(Caller& caller) override;
  absl::Status CheckCurrent(const Caller& caller) override;

  // PERMISSION_MISSING (metadata `permission`) unless the caller may hold the method's permission
  // somewhere.
  absl::Status Admit(const rpc::Call& call, const v1::MethodAccess& method_access) override;

  // A sensitive call that succeeded is on disk before it is answered; if the store fails, the entry
  // is kept and tried again and the call fails. Refused calls, and sensitive ones that failed, go
  // through the AuditRecorder, which counts repeats.
  absl::Status Record(const rpc::Call& call, const v1::MethodAccess& method_access,
                      const absl::Status& outcome) override;

 private:
  absl::StatusOr<Caller> Identify(const rpc::Credentials& credentials);
  const ServiceAudit& AuditOf(std::string_view method) const;

  const GuardParts parts_;
  const std::vector<CertificateRule> certificates_;
};

}  // namespace peerchallenge::access
